// The sidebar: beside the chat on a wide screen, a drawer over it on a narrow one.

const drawer = () => document.querySelector("#top .qa-drawer");
const isDrawn = () => document.body.classList.contains("side-open");

function draw(out) {
  if (out === isDrawn()) return;
  document.body.classList.toggle("side-open", out);
  drawer()?.setAttribute("aria-expanded", String(out));
  keepApart();
  if (out) document.querySelector("#new")?.focus();
  else if (isNarrow()) drawer()?.focus();
}

// Every region has a name, by which a screen reader finds it.
const REGIONS = {
  "#side": ["navigation", "Conversations and articles"],
  "#main": ["region", "Chat"],
  "#source": ["region", "Source"],
};

// What is covered takes neither focus nor clicks.
function keepApart() {
  const narrow = isNarrow();
  const covered = { "#main": narrow && (isOpen() || isDrawn()), "#side": narrow && (isOpen() || !isDrawn()), "#source": !isOpen() };
  for (const [region, inert] of Object.entries(covered)) {
    const found = document.querySelector(region);
    if (found && found.inert !== inert) found.inert = inert;
  }
}
