"""The one style sheet and the one script of the pages, and the policy that allows only them."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

CSS: Final = """
:root{color-scheme:light dark;--page:#f5f6f9;--card:#fff;--ink:#161a22;--soft:#5a6372;
--line:#e2e5ec;--accent:#3d4fd1;--badge:#8a4b00;--badge-back:#ffe9c7;--bad:#b3261e;
--bad-back:#fdecea;--good:#116b3b;--good-back:#e2f5ea;--quiet-back:#eceef3}
@media(prefers-color-scheme:dark){:root{--page:#0e1117;--card:#171b23;--ink:#e9ecf2;
--soft:#9ba5b5;--line:#2a303b;--accent:#9fabff;--badge:#ffcf87;--badge-back:#4a3312;
--bad:#ffb4ab;--bad-back:#4a1b18;--good:#8ee0b1;--good-back:#143524;--quiet-back:#242a35}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);line-height:1.5;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif}
a{color:var(--accent);text-underline-offset:.18em}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{
outline:3px solid var(--accent);outline-offset:2px}
.bar{display:flex;align-items:center;gap:.7rem;max-width:68rem;margin:0 auto;
padding:1.1rem 1.5rem;font-weight:650;letter-spacing:-.01em}
.bar a{color:inherit;text-decoration:none}
.mark{width:1.6rem;height:1.6rem;flex:none}
.badge{margin-left:auto;padding:.18rem .7rem;border-radius:99px;background:var(--badge-back);
color:var(--badge);font-size:.75rem;font-weight:750;letter-spacing:.09em}
main{max-width:68rem;margin:0 auto;padding:0 1.5rem 2rem}
footer{max-width:68rem;margin:0 auto;padding:0 1.5rem 2.5rem;color:var(--soft);font-size:.85rem}
h1,h2,h3{line-height:1.2;letter-spacing:-.015em;margin:0;overflow-wrap:anywhere}
h2{font-size:1.05rem}
.stage{position:relative;overflow:hidden;border-radius:1.25rem;padding:2.6rem 2.6rem 2.4rem;
color:#fff;background:radial-gradient(60rem 30rem at 85% -30%,#6f7cf7 0,transparent 60%),
radial-gradient(40rem 26rem at -10% 120%,#0f8f9b 0,transparent 55%),#171c42}
.stage h1{font-size:clamp(1.7rem,4.2vw,2.9rem);margin:.9rem 0 1.1rem;text-wrap:balance;
unicode-bidi:isolate}
.stage h1.long{font-size:1.45rem;line-height:1.3}
.stage h1.endless{font-size:1rem;line-height:1.45;font-weight:600;letter-spacing:0}
.screen{position:absolute;right:2.6rem;top:50%;width:15rem;transform:translateY(-50%);
opacity:.9}
.stage .text{position:relative;max-width:calc(100% - 17rem)}
.stage.full .text{max-width:none}
.stage p{margin:.15rem 0}
.stage p.note{margin-top:1.6rem}
.when{font-size:1.15rem;font-weight:550}
.utc{color:#cdd3f5}
.pill{display:inline-flex;align-items:center;gap:.5rem;padding:.22rem .8rem;border-radius:99px;
background:#ffffff24;font-size:.85rem;font-weight:650}
.pill::before{content:"";width:.55rem;height:.55rem;border-radius:50%;background:#c9d0ff}
.pill[data-state=live]::before{background:#ff6b6b;box-shadow:0 0 0 4px #ff6b6b44}
.pill[data-state=available]::before{background:#5fe3a1}
.pill[data-state=ended]::before{background:#9aa3b5}
.stage .by{font-size:.85rem;margin-left:.7rem;color:#cdd3f5}
.tiles{display:flex;flex-wrap:wrap;gap:.7rem;margin:1.7rem 0 0;padding:0;list-style:none}
.tiles li{min-width:5.4rem;padding:.7rem .9rem .6rem;border-radius:.9rem;background:#ffffff1a;
text-align:center}
.tiles b{display:block;font-size:1.8rem;line-height:1.1;font-variant-numeric:tabular-nums}
.tiles span{font-size:.78rem;color:#cdd3f5}
.note{font-size:1.05rem;color:#e4e7ff}
.grid{display:grid;gap:1.1rem;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));
margin-top:1.1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:1.1rem;
padding:1.4rem 1.5rem;min-width:0}
.card>:last-child{margin-bottom:0}
.card+.card,.grid+.card{margin-top:1.1rem}
.grid .card+.card{margin-top:0}
dl{margin:.9rem 0 0}
dt{color:var(--soft);font-size:.82rem}
dd{margin:0 0 .85rem;overflow-wrap:anywhere;unicode-bidi:isolate}
dd:last-child{margin-bottom:0}
.soft{color:var(--soft)}
.small{font-size:.85rem}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
font-size:.88em}
.narrow{max-width:30rem;margin:3.2rem auto}
.narrow .card{padding:2.2rem}
.narrow h1{font-size:1.5rem;margin-bottom:.5rem}
form{margin-top:1.5rem}
label{display:block;font-weight:620;margin-bottom:.4rem}
input{width:100%;padding:.8rem 1rem;border:1px solid var(--soft);border-radius:.75rem;
background:var(--page);color:inherit;text-transform:uppercase;letter-spacing:.3em;
font:600 1.35rem ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
input[aria-invalid]{border-color:var(--bad)}
button{margin-top:1rem;width:100%;padding:.85rem 1rem;border:0;border-radius:.75rem;
background:#3d4fd1;color:#fff;font:inherit;font-weight:650;line-height:1.2;cursor:pointer}
button:hover{background:#3241b3}
button:disabled{background:var(--quiet-back);color:var(--soft);cursor:not-allowed}
.alert{margin:1.2rem 0 0;padding:.8rem 1rem;border-radius:.75rem;background:var(--bad-back);
color:var(--bad);font-weight:600}
.areas{display:grid;gap:.9rem;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));
margin:1.1rem 0 0;padding:0;list-style:none}
.areas li{border:1px solid var(--line);border-radius:.9rem;padding:1.1rem 1.2rem}
.areas h3{font-size:1rem;margin-bottom:.3rem}
.areas p{margin:0;color:var(--soft);font-size:.9rem}
.scroll{overflow-x:auto;margin:.9rem -1.5rem -.4rem;padding:0 1.5rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;font-size:.78rem;font-weight:600;color:var(--soft);padding:0 1rem .5rem 0;
white-space:nowrap}
td{padding:.75rem 1rem .75rem 0;border-top:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
.title{min-width:13rem;max-width:26rem;overflow-wrap:anywhere;unicode-bidi:isolate;font-weight:600}
.nowrap{white-space:nowrap}
.chip{display:inline-block;padding:.1rem .6rem;border-radius:99px;background:var(--quiet-back);
font-size:.8rem;font-weight:620;white-space:nowrap}
.chip[data-state=live],.chip[data-state=bad]{background:var(--bad-back);color:var(--bad)}
.chip[data-state=available],.chip[data-state=good]{background:var(--good-back);color:var(--good)}
.links{display:flex;flex-wrap:wrap;gap:.25rem .9rem}
.tree,.tree ul{list-style:none;margin:.5rem 0 0;padding:0}
.tree ul{margin:.2rem 0 0 .35rem;padding-left:1rem;border-left:1px solid var(--line)}
.tree li{padding:.12rem 0}
.head{padding:1.1rem 0 1.6rem}
.head h1{font-size:clamp(1.6rem,4vw,2.2rem)}
.head p{max-width:44rem;margin:.5rem 0 0;color:var(--soft)}
.empty{padding:2.2rem 1rem;text-align:center;color:var(--soft)}
.empty p{margin:.2rem 0}
@media(max-width:54rem){.screen{display:none}.stage .text{max-width:none}}
@media(max-width:48rem){thead{display:none}
tr{display:block;border-top:1px solid var(--line);padding:.8rem 0}
tr:first-child{border-top:0;padding-top:.2rem}
td{display:block;border:0;padding:.12rem 0}.title{min-width:0;max-width:none}}
@media(max-width:40rem){.stage{padding:1.7rem 1.4rem;border-radius:1rem}
main{padding:0 1rem 2rem}.bar,footer{padding-left:1rem;padding-right:1rem}
.tiles li{flex:1;min-width:4rem;padding:.6rem .3rem}.tiles b{font-size:1.4rem}
.narrow{margin:1rem auto}.narrow .card{padding:1.5rem}}
"""

# Counts the tiles down from the platform's time; reloads when the start is reached.
SCRIPT: Final = """
const tiles=document.querySelector('[data-left]');
if(tiles){const end=performance.now()+Number(tiles.dataset.left);
const show=()=>{let left=Math.max(0,Math.floor((end-performance.now())/1000));
const units=[86400,3600,60,1];
tiles.querySelectorAll('b').forEach((tile,n)=>{
tile.textContent=Math.floor(left/units[n]);left%=units[n]});
if(performance.now()>=end){clearInterval(timer);location.reload()}};
const timer=setInterval(show,1000)}
"""


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


POLICY: Final = (
    "default-src 'none'; "
    f"style-src 'sha256-{_hash(CSS)}'; "
    f"script-src 'sha256-{_hash(SCRIPT)}'; "
    "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
