// Adding articles to the folder and removing them, on a server that allows it.

const MOST_FILES = 100;
const SURE =
  '<span class="qa-sure" role="group" aria-label="Remove it from the folder?">Remove it? ' +
  '<button type="button" class="qa-yes">Remove</button><button type="button" class="qa-no">Keep</button></span>';

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
const plain = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;

// What was not added and why, and where what was removed is; each in HTML.
function note(lines) {
  part("notes").innerHTML = lines.map((line) => `<li>${line}</li>`).join("");
}

function inBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

// One after the other: each that is refused is named, and the others are added.
async function addFiles(files) {
  const most = Number(part("files").dataset.most);
  const notes = [];
  let added = 0;
  part("add").disabled = true;
  for (const file of [...files].slice(0, MOST_FILES)) {
    note([`Adding ${plain(file.name)} …`]);
    if (file.size > most) {
      notes.push(`“${plain(file.name)}” was not added: larger than ${most / 1e6} MB.`);
      continue;
    }
    const content = await inBase64(file).catch(() => null);
    const done = content === null
      ? { refused: `“${plain(file.name)}” was not added: it is a folder, or cannot be read.` }
      : await reply(server.add_article({ name: file.name, content }), { refused: AWAY });
    if (done.refused) notes.push(done.refused);
    else added += 1;
  }
  if (files.length > MOST_FILES) notes.push(`${counted(files.length - MOST_FILES, "more file")} not added: at most ${MOST_FILES} at a time.`);
  note(notes);
  part("add").disabled = false;
  part("files").value = "";
  if (added) await beginUpdate(true);
}

function askOnce(button) {
  document.querySelectorAll(".qa-sure").forEach(keep);
  button.hidden = true;
  button.insertAdjacentHTML("afterend", SURE);
  return button.nextElementSibling.querySelector(".qa-no");
}

function keep(sure) {
  const button = sure.previousElementSibling;
  sure.remove();
  button.hidden = false;
  return button;
}

async function remove(row) {
  const done = await reply(server.remove_article(row.querySelector(".qa-pick").value), { refused: AWAY });
  note([done.removed ?? done.refused]);
  part("articles").focus();
  if (done.removed) await beginUpdate(true);
  else row.querySelectorAll(".qa-sure").forEach(keep);
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest?.(selector);
  if (hit("#add")) part("files").click();
  else if (hit(".qa-remove")) askOnce(hit(".qa-remove")).focus();
  else if (hit(".qa-no")) keep(hit(".qa-sure")).focus();
  else if (hit(".qa-yes")) remove(hit("li"));
});

document.addEventListener("change", (event) => { if (event.target.id === "files") addFiles(event.target.files); });

// A file that is dropped anywhere else must not take the place of the page.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!hasFiles(event)) return;
    const here = part("add") && event.target.closest?.("#library");
    event.preventDefault();
    event.dataTransfer.dropEffect = here ? "copy" : "none";
    part("library").classList.toggle("qa-dropping", Boolean(here) && kind === "dragover");
    if (kind === "drop" && here) addFiles(event.dataTransfer.files);
  });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) part("library").classList.remove("qa-dropping"); });
