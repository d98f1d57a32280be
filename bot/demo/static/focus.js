// Where one was in a list of blocks, to be there again after the blocks were drawn anew.

export function remembered(body) {
  const here = document.activeElement;
  if (!body.contains(here)) return null;
  const place = (each, name) => each.closest(`[${name}]`)?.getAttribute(name);
  return { node: here, block: place(here, "data-block-id"), action: place(here, "data-action-id"), caret: [here.selectionStart, here.selectionEnd], scroll: body.scrollTop };
}

export function restored(body, focus) {
  if (!focus || (document.activeElement === focus.node && focus.node.isConnected)) return;
  const block = [...body.querySelectorAll("[data-block-id]")].find((each) => each.dataset.blockId === focus.block);
  const frame = [...(block?.querySelectorAll("[data-action-id]") ?? [])].find((each) => each.dataset.actionId === focus.action);
  const target = focus.node.isConnected ? focus.node : frame?.matches("button") ? frame : frame?.querySelector("input:checked, [data-input], input, textarea, button");
  target?.focus({ preventScroll: true });
  if (target?.setSelectionRange && focus.caret[0] != null && target.type !== "radio" && target.type !== "checkbox") target.setSelectionRange(...focus.caret);
  body.scrollTop = focus.scroll;
}
