/** What a feed says to the operator. A pino logger is one. */

export interface FeedLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
