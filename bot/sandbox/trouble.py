"""Answers as a fault spoils them: cut, empty, late, lost, from a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.sandbox.faults import Fault

GATEWAY_PAGE: Final = (
    "<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
)
CHUNKS: Final = 10
PIECE: Final = 64 * 1024

Spoil = Callable[[web.Request, Fault, web.Response], Awaitable[web.StreamResponse]]


async def spoil(request: web.Request, fault: Fault, answer: web.Response) -> web.StreamResponse:
    """Return what goes out instead of the answer; the answer itself if the fault was earlier."""
    how = SPOIL.get(fault.kind)
    return await how(request, fault, answer) if how else answer


def gateway_page(status: int) -> str:
    """Return the page that a load balancer shows for an HTTP status."""
    known = status in {each.value for each in HTTPStatus}
    phrase = HTTPStatus(status).phrase if known else ""
    return GATEWAY_PAGE.format(title=f"{status} {phrase}".strip())


async def _status(_: web.Request, fault: Fault, __: web.Response) -> web.Response:
    return _page(fault, str(fault.told["body"]), str(fault.told["content_type"]))


async def _html(_: web.Request, fault: Fault, __: web.Response) -> web.Response:
    return _page(fault, gateway_page(int(fault.number_of("status"))), "text/html")


async def _redirect(_: web.Request, fault: Fault, __: web.Response) -> web.Response:
    headers = {"Location": str(fault.told["location"])}
    return web.Response(status=int(fault.number_of("status")), headers=headers)


async def _empty(_: web.Request, fault: Fault, answer: web.Response) -> web.Response:
    return _page(fault, "", answer.headers["Content-Type"])


def _page(fault: Fault, body: str, content_type: str) -> web.Response:
    return web.Response(
        status=int(fault.number_of("status")),
        body=body.encode("utf-8", "replace"),
        headers={"Content-Type": content_type},
    )


async def _truncate(request: web.Request, fault: Fault, answer: web.Response) -> web.StreamResponse:
    whole = _body(answer)
    part = whole[: int(fault.number_of("bytes"))]
    if fault.told["length"] == "cut":
        answer.body = part
        return answer
    response = await _begin(request, answer)
    await response.write(part)
    _hang_up(request, reset=False)
    return response


async def _huge(request: web.Request, fault: Fault, answer: web.Response) -> web.StreamResponse:
    body = _body(answer)
    padding = max(0, int(fault.number_of("bytes")) - len(body))
    response = await _begin(request, answer, padding=padding)
    await response.write(body)
    for start in range(0, padding, PIECE):
        await response.write(b" " * min(PIECE, padding - start))
    return response


async def _charset(_: web.Request, fault: Fault, answer: web.Response) -> web.Response:
    answer.body = _body(answer).decode().encode(str(fault.told["encoding"]), "replace")
    return answer


async def _slow(request: web.Request, fault: Fault, answer: web.Response) -> web.StreamResponse:
    body = _body(answer)
    response = await _begin(request, answer)
    size = max(1, -(-len(body) // CHUNKS))
    for start in range(0, len(body), size):
        await response.write(body[start : start + size])
        await asyncio.sleep(fault.number_of("seconds") / CHUNKS)
    return response


async def _drop(request: web.Request, fault: Fault, answer: web.Response) -> web.Response:
    _hang_up(request, reset=fault.told["how"] == "reset")
    return answer


def _body(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""


async def _begin(
    request: web.Request, answer: web.Response, *, padding: int = 0
) -> web.StreamResponse:
    """Send the head of the answer, with the length of its whole body and a padding."""
    response = web.StreamResponse(headers={"Content-Type": answer.headers["Content-Type"]})
    response.content_length = len(_body(answer)) + padding
    await response.prepare(request)
    return response


def _hang_up(request: web.Request, *, reset: bool) -> None:
    if request.transport is None:
        return
    if reset:
        request.transport.abort()
    else:
        request.transport.close()


SPOIL: Final[dict[str, Spoil]] = {
    "status": _status,
    "html": _html,
    "redirect": _redirect,
    "empty": _empty,
    "truncate": _truncate,
    "huge": _huge,
    "charset": _charset,
    "slow": _slow,
    "drop_before_commit": _drop,
    "drop_after_commit": _drop,
}
