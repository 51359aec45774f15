// One stop for the Tab key in a picture, and arrow keys from mark to mark: left and right by date, up and down as
// they are laid out.

export function rove(drawing, selector) {
  const marks = [...drawing.querySelectorAll(selector)];
  const byDate = [...marks].sort((a, b) => a.dataset.at - b.dataset.at);
  if (!marks.length) return;
  const go = (mark) => {
    for (const each of marks) each.setAttribute("tabindex", each === mark ? "0" : "-1");
  };
  go(byDate[0]);
  for (const mark of marks) {
    mark.addEventListener("focus", () => go(mark));
    mark.addEventListener("keydown", (event) => {
      const next = {
        ArrowRight: () => byDate[byDate.indexOf(mark) + 1],
        ArrowLeft: () => byDate[byDate.indexOf(mark) - 1],
        ArrowDown: () => marks[marks.indexOf(mark) + 1],
        ArrowUp: () => marks[marks.indexOf(mark) - 1],
        Home: () => byDate[0],
        End: () => byDate.at(-1),
      }[event.key]?.();
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
}
