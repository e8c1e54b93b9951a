/** What docs/CONFIGURATION.md shows can be used as it stands, and shows every section and key. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import { knownKeys } from '../../host/config/known-keys.js';
import { configSchema } from '../../host/config/schema.js';
import { binanceSpot } from '../../host/feeds/binance.js';
import { parseInstrumentsFile } from '../../host/feeds/instruments-file.js';

const text = readFileSync(new URL('../../docs/CONFIGURATION.md', import.meta.url), 'utf8');
const block = (language: string) => text.split(`\`\`\`${language}\n`)[1]!.split('```')[0]!;

describe('documentation of the configuration', () => {
  it('shows a file that is accepted', () => {
    expect(parseConfig(block('yaml'))).toMatchObject({ ok: true });
    expect(parseInstrumentsFile(block('json'), binanceSpot)).toMatchObject({ ok: true });
  });

  it('shows the defaults where it shows sizes', () => {
    const shown = parseConfig(block('yaml'));
    const standard = parseConfig('');
    if (!shown.ok || !standard.ok) throw new Error('not accepted');
    expect(shown.config.core).toEqual(standard.config.core);
    expect(shown.config.gateway).toEqual(standard.config.gateway);
    expect(shown.config.feeds).toEqual(standard.config.feeds);
    expect(shown.config.log).toEqual(standard.config.log);
    expect({ ...shown.config.simulated, misbehave: {} }).toEqual(standard.config.simulated);
  });

  it('names every key', () => {
    const keys = knownKeys(configSchema);
    for (const section of keys([])) {
      expect(text).toContain(`${section}:`);
      if (section === 'feeds') continue;
      for (const key of keys([section])) expect(text).toContain(key);
    }
    for (const key of [...keys(['venues', 'kraken-v2']), ...keys(['simulated', 'misbehave'])]) {
      expect(text).toContain(key);
    }
  });
});
