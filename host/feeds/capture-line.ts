/** A frame as a line of a capture: `<receive time, ns since the epoch> <the frame's text>`. */

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;

/**
 * A line ends where the frame does, so breaks within it become spaces: in JSON they may stand only where
 * a space may.
 * @param tsRecv µs since the epoch
 */
export function captureLine(frame: Uint8Array, tsRecv: number): Uint8Array {
  const time = `${tsRecv}000 `;
  const line = new Uint8Array(time.length + frame.length + 1);
  for (let i = 0; i < time.length; i++) line[i] = time.charCodeAt(i);
  line.set(frame, time.length);
  line[line.length - 1] = NEWLINE;
  for (const breaking of [NEWLINE, RETURN]) {
    for (let at = line.indexOf(breaking); at >= 0 && at < line.length - 1; at = line.indexOf(breaking, at + 1)) {
      line[at] = SPACE;
    }
  }
  return line;
}
