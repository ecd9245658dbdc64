import { getMetadataStorage, validateOrReject, type ValidationError } from 'class-validator';
import { ArgumentValidationError } from 'type-graphql';

const OPTIONS = { skipMissingProperties: true, forbidUnknownValues: false, validationError: { target: false, value: false } };

const constrained = new Map<unknown, boolean>();

/**
 * Checks an argument against the constraints on its class. type-graphql's own check loads its library anew for every argument of every
 * resolver call, also where a class has no constraint: a tenth of a list's CPU.
 * @throws ArgumentValidationError without the submitted values.
 */
export async function validateArguments(argument: unknown): Promise<void> {
  if (Array.isArray(argument)) {
    for (const item of argument) await validateArguments(item);
    return;
  }
  if (typeof argument !== 'object' || argument === null || !isConstrained(argument.constructor)) return;
  await validateOrReject(argument, OPTIONS).catch((errors: ValidationError[] | Error) => {
    throw Array.isArray(errors) ? new ArgumentValidationError(errors) : errors;
  });
}

function isConstrained(type: unknown): boolean {
  let answer = constrained.get(type);
  if (answer === undefined) {
    answer = getMetadataStorage().getTargetValidationMetadatas(type as new () => object, '', false, false).length > 0;
    constrained.set(type, answer);
  }
  return answer;
}
