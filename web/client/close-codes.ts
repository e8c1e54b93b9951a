/** WebSocket close codes that the client gives itself. */

/** Of a connection that ended without a goodbye. */
export const CLOSE_ABNORMAL = 1006;
export const CLOSE_NORMAL = 1000;
