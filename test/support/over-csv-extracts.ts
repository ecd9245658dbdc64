import { SyncWorld } from './sync-world';

// Like over-extracts, in the other format.
SyncWorld.extracts = { format: 'CSV', gzip: true };
