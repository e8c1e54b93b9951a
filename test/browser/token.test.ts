/** The page of a host that asks for tokens: it asks its user for one, keeps it for the tab, and for another where that is not taken. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SymbolPatterns } from '../../host/gateway/symbol-patterns.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

const BTC = 'simulated:BTCUSDT';

/** Of the form of a token; `middle` is what it says. */
const tokenOf = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.AAAA`;
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe.skipIf(skipBrowser)('a host that asks for tokens', () => {
  let browser: Browser;
  let host: StagedHost;
  let page: DashboardPage;
  const shown: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    await page.close();
    await host.stop();
    shown.length = 0;
  });

  async function open(refused: (token: string) => boolean): Promise<void> {
    const verifier = {
      async verify(token: string) {
        shown.push(token);
        if (refused(token))
          return { fault: 'signature', reason: "the token's signature is not of this host's key" } as const;
        return {
          subject: undefined,
          symbols: new SymbolPatterns(['*']),
          metrics: false,
          expiresMicros: Number.POSITIVE_INFINITY,
        };
      },
    };
    host = await StagedHost.start({ verifier });
    host.add(BTC).begin([[999, 10]], [[1001, 10]]);
    page = await DashboardPage.make(browser);
    await page.goto(`${host.url}#${BTC}`);
    await page.page.waitForSelector('[data-testid="token"][open]');
  }
  async function paste(text: string): Promise<void> {
    await page.page.fill('[data-testid="token-input"]', text);
    await page.page.keyboard.press('Enter');
  }

  it('is shown the one that its user pastes, over a reload too, and it is in no address', async () => {
    await open(() => false);
    await page.page.keyboard.press('Escape');
    await paste('nonsense');
    await expect.poll(() => page.text('token-why'), PATIENT).toContain('This is no token');
    const token = tokenOf({ exp: inSeconds(600) });
    await paste(token);
    await page.reach('live');
    expect(await page.page.locator('[data-testid="token"][open]').count()).toBe(0);
    await page.page.reload();
    await page.reach('live');
    expect(new Set(shown)).toEqual(new Set([token]));
    expect(page.page.url()).not.toContain(token);
    expect(await page.page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
    expect(page.complaints).toEqual([]);
  });

  it('says why it takes none, and the page asks for another', async () => {
    const wrong = tokenOf({ exp: inSeconds(600), wrong: true });
    await open((token) => token === wrong);
    await paste(wrong);
    await expect.poll(() => page.text('token-why'), PATIENT).toContain("signature is not of this host's key");
    expect(await page.text('token-why')).not.toContain(wrong);
    await paste(tokenOf({ exp: inSeconds(600) }));
    await page.reach('live');
  });

  it('is shown none that has ended, pasted or kept', async () => {
    await open(() => false);
    await paste(tokenOf({ exp: inSeconds(-5) }));
    await expect.poll(() => page.text('token-why'), PATIENT).toContain('has ended');
    expect(shown).toEqual([]);
    const token = tokenOf({ exp: inSeconds(600) });
    await paste(token);
    await page.reach('live');
    await page.page.evaluate(
      (ended) => sessionStorage.setItem('tickwire.token', ended),
      tokenOf({ exp: inSeconds(1) }),
    );
    await page.page.reload();
    await expect.poll(() => page.text('token-why'), PATIENT).toContain('The last token ends');
    await paste(token);
    await page.reach('live');
    expect(new Set(shown)).toEqual(new Set([token]));
  });
});
