/** What the core exports of its rings. */

export { broadcastAttach, broadcastClose, broadcastCreate } from './broadcast';
export { broadcastAdvance, broadcastJoin, broadcastPeek, broadcastRead, broadcastTake } from './broadcast-reader';
export {
  broadcastCommit,
  broadcastPublish,
  broadcastReserve,
  broadcastSubmit,
  broadcastWrite,
} from './broadcast-writer';
export { ringBytes } from './region';
export { spscAttach, spscClose, spscCreate } from './spsc';
export { spscAdvance, spscPeek, spscRead, spscRelease, spscTake } from './spsc-reader';
export { spscCommit, spscPublish, spscReserve, spscSubmit, spscWrite } from './spsc-writer';
