// The width of text in pixels, before it stands in the page.

const ruler = document.createElement("canvas").getContext("2d");

export function measure(text, weight = 400, size = 12) {
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}
