import { advance } from './advance';
import type { AlternateEftStore } from './alternate-eft-store';
import { BodyReader } from './body-reader';
import { readSettings } from './book-settings';
import { noSuchPath, ok, type ConnectorState } from './connector-routes';
import { ControlEvents } from './control-event';
import { DEMO_STORIES } from './demo-stories';
import { viewBatch } from './eft-view';
import type { FaultSwitch } from './fault-switch';
import { HttpFailure, type Call, type Reply } from './http-failure';
import type { Change } from './overlay';

const MOST_CHANGES_ANSWERED = 1_000;
const FARTHEST_DAYS = 3_660;

/** Answers a request under `/control`. */
export function answerControl(call: Call, state: ConnectorState, faults: FaultSwitch): Reply {
  const { book, alternateEfts } = state;
  const shown = call.method === 'GET' ? showEft(call.path, alternateEfts) : undefined;
  if (shown !== undefined) return ok(shown);
  switch (`${call.method} ${call.path.join('/')}`) {
    case 'GET book':
      return ok(describe(state, faults));
    case 'POST settings':
      return ok(Object.assign(book.settings, readSettings(call.body)));
    case 'POST events': {
      const { changes, ...rest } = new ControlEvents(book, alternateEfts, () => state.serverTime()).run(call.body);
      return ok({ ...outcome(state, changes), ...rest });
    }
    case 'POST advance': {
      const days = new BodyReader(call.body).only('days').integer('days', 0, FARTHEST_DAYS);
      return ok({ ...outcome(state, advance(book, days).changes), today: book.today });
    }
    case 'POST restore':
      return ok(restore(call.body, state));
    case 'POST faults':
      return ok(faults.set(call.body));
    default:
      throw noSuchPath();
  }
}

/** What there is to see of EFT at a path; `undefined` where that is nothing of it. */
function showEft([what, id, ...rest]: string[], alternateEfts: AlternateEftStore): unknown {
  if (rest.length > 0) return undefined;
  const { batches } = alternateEfts;
  switch (what) {
    case 'alternate-efts':
      return id === undefined ? { records: alternateEfts.list() } : undefined;
    case 'eft-batches':
      if (id === undefined) return { batches: batches.list().map((batch) => viewBatch(batch, alternateEfts)) };
      return viewBatch(batches.get(/^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0), alternateEfts);
    case 'eft-files': {
      if (id === undefined) return { files: batches.files().map(({ FileName }) => ({ FileName })) };
      const file = batches.files().find(({ FileName }) => FileName === id);
      if (!file) throw new HttpFailure('NOT_FOUND', 'There is no such file.');
      return file;
    }
    default:
      return undefined;
  }
}

function outcome({ book }: ConnectorState, changes: Change[]): Record<string, unknown> {
  return {
    epoch: book.epoch,
    latestSequence: book.latestSequence,
    count: changes.length,
    sequences: changes.slice(0, MOST_CHANGES_ANSWERED).map((change) => change.sequence),
    changes: changes
      .slice(0, MOST_CHANGES_ANSWERED)
      .map(({ kind, sequence, oid, data }) => ({ kind, sequence, oid, deleted: !data, data })),
  };
}

function restore(body: unknown, state: ConnectorState): unknown {
  const reader = new BodyReader(body ?? {}).only('toSequence', 'keepEpoch');
  const keepEpoch = reader.has('keepEpoch') && reader.flag('keepEpoch');
  const toSequence = reader.has('toSequence') ? reader.integer('toSequence', 0, Number.MAX_SAFE_INTEGER) : undefined;
  if (toSequence !== undefined && !state.book.canRestore(toSequence)) {
    const { base, latestSequence } = state.book;
    throw new HttpFailure(
      'UNPROCESSABLE',
      `"toSequence" must lie between ${base.lastSequence} (the base book) and ${latestSequence} (now).`,
    );
  }
  state.book.restore(toSequence, { keepEpoch });
  state.alternateEfts.restore(toSequence);
  return describe(state);
}

function describe({ book, alternateEfts }: ConnectorState, faults?: FaultSwitch): unknown {
  return {
    epoch: book.epoch,
    latestSequence: book.latestSequence,
    baseSequence: book.base.lastSequence,
    today: book.today,
    counts: { ...book.counts(), alternateEfts: alternateEfts.size },
    settings: book.settings,
    ...(faults ? { fault: faults.current } : {}),
    stories: DEMO_STORIES,
  };
}
