import { SyncWorld } from './sync-world';

// Imported before a test file, this has its tests pull from extracts instead of over HTTP.
SyncWorld.extracts = { format: 'NDJSON', recordsPerFile: 40 };
