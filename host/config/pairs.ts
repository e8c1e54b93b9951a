/** Pairs of symbols in a configuration, of which covariance and correlation are computed. */
import { z } from 'zod';
import { MAX_WINDOW, MIN_WINDOW } from '../../assembly/analytics/layout.js';
import { duration, integer } from './field.js';

const nameForm = 'a name of up to 32 letters, digits, - and _';
const symbolsForm = 'two symbols such as [binance-spot:BTCUSDT, binance-spot:ETHUSDT]';

export const pairs = z
  .array(
    z.strictObject(
      {
        name: z.string({ error: nameForm }).regex(/^[A-Za-z0-9_-]{1,32}$/, { error: nameForm }),
        symbols: z
          .tuple([z.string({ error: symbolsForm }), z.string({ error: symbolsForm })], { error: symbolsForm })
          .refine(([one, other]) => one !== other, { error: symbolsForm }),
        /** ms. */
        interval: duration(1).prefault('1s'),
        /** Returns in the window. */
        returns: integer(MIN_WINDOW, MAX_WINDOW).default(300),
      },
      { error: 'a mapping with name and symbols' },
    ),
    { error: 'a list of mappings with name and symbols' },
  )
  .refine((given) => new Set(given.map(({ name }) => name)).size === given.length, { error: 'each name once' })
  .default([]);
