/**
 * The terminal while `tickwire top` has it: another screen without a cursor, whole pages in one write each
 * (so that nothing flickers), and everything as it was afterwards.
 */
import type { PageLine, PageSize, Tone } from './page.js';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** Keys as they are pressed, instead of lines; answers how to go back. */
  keys(onKey: (key: string) => void): () => void;
}

const CSI = '\x1b[';
const ENTER = `${CSI}?1049h${CSI}?25l${CSI}2J`;
const LEAVE = `${CSI}0m${CSI}?25h${CSI}?1049l`;
/** Between them the terminal shows nothing new, where it knows of it. */
const [BEGIN_PAGE, END_PAGE] = [`${CSI}?2026h`, `${CSI}?2026l`];
const TONES: Readonly<Record<Tone, string>> = { title: '1', heading: '4', plain: '0', good: '32', bad: '31', dim: '2' };
const CTRL_C = '\x03';

export class Screen {
  readonly #terminal: Terminal;
  readonly #isColoured: boolean;
  readonly #giveKeysBack: () => void;
  #isOpen = true;

  /** @param onQuit q, Q or Ctrl-C was pressed */
  constructor(terminal: Terminal, isColoured: boolean, onQuit: () => void) {
    this.#terminal = terminal;
    this.#isColoured = isColoured;
    this.#giveKeysBack = terminal.keys((key) => {
      if (key === 'q' || key === 'Q' || key === CTRL_C) onQuit();
    });
    terminal.write(ENTER);
  }

  get size(): PageSize {
    return { columns: Math.max(20, this.#terminal.columns), rows: Math.max(5, this.#terminal.rows) };
  }

  show(lines: readonly PageLine[]): void {
    if (!this.#isOpen) return;
    const text = lines.map((line) => `${this.#styled(line)}${CSI}K`).join('\r\n');
    this.#terminal.write(`${BEGIN_PAGE}${CSI}H${text}${CSI}J${END_PAGE}`);
  }

  /** As often as one likes. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#giveKeysBack();
    this.#terminal.write(LEAVE);
  }

  #styled({ text, tone }: PageLine): string {
    return this.#isColoured && tone !== 'plain' ? `${CSI}${TONES[tone]}m${text}${CSI}0m` : text;
  }
}
