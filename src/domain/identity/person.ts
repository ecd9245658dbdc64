export { isInForce, type Person, type PersonRepository } from '../../persistence/repositories/person.repository';
