/** WebSocket close codes of the host. Clients reconnect after 4000–4099 and stop after 4100–4199. */
export const CLOSE_SHUTDOWN = 4000;
/** The host has as many connections as it takes. */
export const CLOSE_OVERLOADED = 4001;
/** The client read nothing for too long while data waited. */
export const CLOSE_SLOW = 4002;
/** Nothing came from the client for too long, not even a pong. */
export const CLOSE_SILENT = 4003;
/** No token came in time. */
export const CLOSE_AUTH_LATE = 4004;
/** The token ended, or had ended when it came. */
export const CLOSE_EXPIRED = 4005;
/** As many connections as the host bears have shown no token yet. */
export const CLOSE_UNAUTHENTICATED_FULL = 4006;
/** The client's address has as many connections as it may. */
export const CLOSE_ADDRESS_FULL = 4007;
/** The client asked for more than it read. */
export const CLOSE_SEND_BUFFER = 4008;
/** More messages than the host bears could not be understood. */
export const CLOSE_BAD_MESSAGE = 4100;
export const CLOSE_TOO_MANY_MESSAGES = 4101;
/** The client sent binary data. */
export const CLOSE_UNSUPPORTED = 4102;
/** Something else came before a token. */
export const CLOSE_UNAUTHENTICATED = 4103;
/** The token is none that this host takes. */
export const CLOSE_BAD_TOKEN = 4104;
/** Pings, or pongs that nobody asked for, came too fast. */
export const CLOSE_TOO_MANY_PINGS = 4105;
export const CLOSE_TOO_LARGE = 4106;
/** A message came in too many pieces. */
export const CLOSE_TOO_MANY_PIECES = 4107;
/** The client went on asking for more subscriptions than it may have. */
export const CLOSE_TOO_MANY_SUBSCRIPTIONS = 4108;
