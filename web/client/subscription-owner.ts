/** What a subscription needs of its client. */
import type { RecoveryKind } from '../../host/wire/control.js';
import type { InboxLimits } from './inbox.js';
import type { LiveSubscription } from './live-subscription.js';
import type { StreamReader } from './stream-reader.js';

export interface SubscriptionOwner {
  readonly inboxLimits: InboxLimits;
  /** A consumer took too long: a trade was not kept for it. */
  onMissedTrades(count: number): void;
  /** It is live again after a lost connection. */
  onRecovered(recovery: RecoveryKind): void;
  /** The reader of a connection before is not needed any more. */
  onLetGo(stream: StreamReader): void;
  onClosed(subscription: LiveSubscription): void;
  /** It wants to be changed. */
  onChange(subscription: LiveSubscription): void;
}
