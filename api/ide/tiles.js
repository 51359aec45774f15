// How the base map is cut, from the closest look to the widest: Natural Earth's scale, the side of a tile in degrees
// (a divisor of 180), how many degrees a map may show of it, and the decimals of a degree that are kept.
export const LEVELS = [
  { scale: "10m", side: 15, widest: 16, decimals: 3 },
  { scale: "50m", side: 45, widest: 60, decimals: 2 },
  { scale: "110m", side: 180, widest: Infinity, decimals: 2 },
];

export const tile = ({ scale }, west, south) => `${scale}-${west}-${south}`;
