import { getOperationAST } from 'graphql';
import { RequestContext } from './context';
import type { Executor } from './execution-gateway';

/** An operation whose statements saw the copy at different moments. */
export interface TornRead {
  /** `reread`: it was run once more, and this answer went to nobody. `shown`: it went out as it is. */
  outcome: 'reread' | 'shown';
  /** What did not fit together. */
  what: readonly string[];
  requestId: string | null;
}

/** What is done about them. */
export interface TornReadRemedy {
  /** Runs `work` so that all it reads is of one moment. */
  atOneMoment<Result>(work: () => Promise<Result>): Promise<Result>;
  onTornRead(torn: TornRead): void;
}

/**
 * Lets no query's answer go out whose parts come from before and after a change of the copy. Such a query is run once more, all of one moment; one
 * that is not torn costs nothing more. A mutation is never run again: what is torn in its payload is shown, and told to `onTornRead`.
 */
export function untornExecution(executor: Executor, { atOneMoment, onTornRead }: TornReadRemedy): Executor {
  return async (request) => {
    const { context } = request;
    const first = await executor(request);
    if (!(context instanceof RequestContext) || context.loaders.torn.length === 0) return first;
    const tell = (outcome: TornRead['outcome']): void =>
      onTornRead({ outcome, what: context.loaders.torn, requestId: context.origin.requestId });
    const isQuery = getOperationAST(request.document, request.request.operationName)?.operation === 'query';
    if (!isQuery || !context.mayReadAgain) {
      tell('shown');
      return first;
    }
    tell('reread');
    context.readAfresh();
    const second = await atOneMoment(async () => executor(request));
    // Of one moment nothing is torn, unless the parts do not fit together in the copy itself.
    if (context.loaders.torn.length > 0) tell('shown');
    return second;
  };
}
