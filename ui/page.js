// Runs once, when the reader is mounted. Gradio gives `element`, `props`, `server` and `trigger`.
// One listener on the document serves every link and button, whenever it was drawn.

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest?.(selector);
  const link = hit(LINKS);
  if (hit(".icon-button")) takeQuestion(hit(".user-row"));
  if (link) {
    event.preventDefault();
    draw(false);
    follow(link);
  } else if (hit(".qa-close")) close();
  else if (hit(".qa-step")) step(Number(hit(".qa-step").dataset.step));
  else if (hit(".qa-whole") && opener) show(opener, true);
  else if (hit(".qa-update")) update(hit(".qa-update"));
  else if (hit(".qa-copy")) copy(hit(".qa-copy"), answerText(hit(".qa-answer")));
  else if (hit(".qa-copy-quote")) copy(hit(".qa-copy-quote"), element.querySelector(".qa-cited").textContent);
  else if (hit(".qa-change")) write(hit(".qa-basis").querySelector(".qa-query").textContent);
  else if (hit(".qa-lead")) ask(hit(".qa-lead").textContent);
  else if (hit(".qa-drawer")) draw(!isDrawn());
  else if (isDrawn() && (!hit("#side") || hit("#new, .qa-open"))) draw(false);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && isDrawn()) draw(false);
  else if (event.key === "Escape" && isOpen()) close();
  else if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  else if (event.key === "ArrowRight") step(1);
  else if (event.key === "ArrowLeft") step(-1);
});

document.addEventListener("input", (event) => { if (event.target === textarea()) keepDraft(); });
new MutationObserver(settle).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });
window.addEventListener("popstate", () => { if (isOpen()) hide(); });
window.addEventListener("online", check);
matchMedia("(max-width: 900px)").addEventListener("change", keepApart);
keepApart();
check();
