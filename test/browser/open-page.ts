/** A page of the dashboard as a test sees it: what is on it, and every complaint of the browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** For `expect.poll`, which otherwise gives up after a second. */
export const PATIENT = { timeout: 30_000 };

export interface Row {
  readonly price: string;
  readonly size: string;
}

export class DashboardPage {
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
  }

  static async make(browser: Browser, options: BrowserContextOptions = {}): Promise<DashboardPage> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    return new DashboardPage(await context.newPage());
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Waits until the page as a whole is in a state: live, waiting, stale or lost. */
  async reach(state: string): Promise<void> {
    await this.page.waitForSelector(`body[data-state="${state}"]`);
  }

  async text(testId: string): Promise<string> {
    return ((await this.page.getByTestId(testId).textContent()) ?? '').trim();
  }

  /** The rows of a side that are on the page, best first. */
  async side(name: 'bid' | 'ask'): Promise<Row[]> {
    const rows = await this.page
      .locator(`tr[data-side="${name}"][data-price]:not([hidden])`)
      .evaluateAll((found) =>
        found.map((row) => ({ ...(row as HTMLElement).dataset }) as { price: string; size: string; position: string }),
      );
    return rows
      .sort((one, other) => Number(one.position) - Number(other.position))
      .map(({ price, size }) => ({ price, size }));
  }

  /** Waits until a side's best row is this. */
  async shows(side: 'bid' | 'ask', { price, size }: Row): Promise<void> {
    await this.page.waitForSelector(
      `tr[data-side="${side}"][data-position="0"][data-price="${price}"][data-size="${size}"]`,
    );
  }

  /** How the ladder is drawn: its opacity and filter. */
  async ladderStyle(): Promise<{ opacity: number; filter: string }> {
    return this.page.getByTestId('asks').evaluate((element) => {
      const { opacity, filter } = getComputedStyle(element);
      return { opacity: Number(opacity), filter };
    });
  }
}
