import { Field, Int, ObjectType } from 'type-graphql';
import type { CircuitWord, ProcessRole, ServicingCircuit } from '../../../domain/sync/servicing-circuits';
import { describedEnum } from '../../shared/enum';
import { DateTime } from '../../shared/scalars';

const CircuitStateEnum = describedEnum<CircuitWord>('ServicingCircuitState', 'Whether a process reads from the servicing system.', {
  CLOSED: 'It answers again.',
  OPEN: 'It gives no proper answer, and is left alone for a while.',
  HALF_OPEN: 'It is just being asked once more.',
});

const ProcessRoleEnum = describedEnum<ProcessRole>('PortalProcessRole', 'What a process of the portal does.', {
  API: 'Answers requests.',
  WORKER: 'Syncs, sends mails, and hands payments over.',
  API_AND_WORKER: 'Both in one.',
  COMMAND_LINE: 'Carries out a command of the operator.',
});

@ObjectType('ServicingCircuit', {
  description: 'How a process of the portal gets on with the servicing system, where it has had trouble within a day.',
  simpleResolvers: true,
})
export class ServicingCircuitType {
  @Field(() => String, { description: 'Which process: machine, number and a name of its own.' })
  processName: string;

  @Field(() => ProcessRoleEnum, { description: 'What it does.' })
  role: ProcessRole;

  @Field(() => CircuitStateEnum, { description: 'Whether it reads from the servicing system.' })
  state: CircuitWord;

  @Field(() => DateTime, { description: 'Since when that is so.' })
  since: string;

  @Field(() => Int, { description: 'Calls in a row that got no proper answer.' })
  failuresInARow: number;

  @Field(() => String, { nullable: true, description: 'Why the last of them failed, in plain words; null where that is not known.' })
  lastError: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the servicing system is asked again; null while nothing hinders.' })
  nextAttemptAt: string | null;

  @Field(() => Boolean, {
    description: 'It has given no sign of life for minutes: most likely it was ended, and this does not count any more.',
  })
  isSilent: boolean;
}

export function toServicingCircuit(circuit: ServicingCircuit): ServicingCircuitType {
  const { processName, role, state, since, failuresInARow, lastError, nextAttemptAt, isSilent } = circuit;
  const instants = { since: since.toISOString(), nextAttemptAt: nextAttemptAt?.toISOString() ?? null };
  return { processName, role, state, failuresInARow, lastError, isSilent, ...instants };
}
