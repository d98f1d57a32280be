// The driving API under /_demo/ (documented in bot/demo/ui.py).

export async function getState(user) {
  const answer = await fetch(`/_demo/state?user=${encodeURIComponent(user)}`);
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.json();
}

export async function post(deed, body) {
  try {
    const answer = await fetch(`/_demo/${deed}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return { status: "failed", error: "demo_unreachable" };
  }
}

// Calls `changed` after every change, `lost` when the server is gone and `found` when it is back.
export function listen({ changed, lost, found }) {
  const stream = new EventSource("/_demo/events");
  stream.onmessage = () => {
    found();
    changed();
  };
  stream.onerror = lost;
}
