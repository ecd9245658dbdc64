export { isInForce, type Person, type PersonRepository } from '../../persistence/repositories/person.repository';
export type { Realm } from '../../persistence/entities/second-factor.entity';
