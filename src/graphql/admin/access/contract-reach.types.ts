import { Field, ObjectType } from 'type-graphql';
import type { ReachedContract, ReachedUser, ReachLink } from '../../../domain/access/contract-reach.service';
import { failingCondition } from '../../../domain/access/explanation';
import { connectionType } from '../../shared/connection';
import { ContractStateEnum } from '../../types/contracts/contract-enums';
import { RoleTypeEnum } from '../../types/contracts/role-type-enum';
import type { ContractState, RoleType } from '../../../domain/contracts/contract-reader';
import { AccessFindingType } from './explanation.types';

@ObjectType('ContractReachLink', { description: "A user's link to an account on the contract.", simpleResolvers: true })
export class ContractReachLinkType {
  @Field(() => String, { description: "The account's name and number." })
  account: string;

  @Field(() => [RoleTypeEnum], { description: 'Its parts in the contract.' })
  roleTypes: RoleType[];

  @Field(() => Boolean, { description: 'Whether one of them gives access. The other conditions must hold as well.' })
  givesAccess: boolean;
}

@ObjectType('ContractReachUser', { description: 'A user linked to an account on the contract.', simpleResolvers: true })
export class ContractReachUserType {
  @Field(() => Boolean, { description: 'Whether the user sees the contract.' })
  canSee: boolean;

  @Field(() => [ContractReachLinkType], { description: 'Through which links; those that give no access are listed too.' })
  links: ContractReachLinkType[];

  @Field(() => AccessFindingType, { nullable: true, description: "Why the user doesn't see it; null when it does." })
  failing: AccessFindingType | null;

  @Field(() => [AccessFindingType], { description: 'The conditions that decide, for this user.' })
  conditions: AccessFindingType[];

  /** For the link to the user; not part of the schema. */
  userKey: number;
}

export const ContractReachUserConnection = connectionType(
  'ContractReachUser',
  ContractReachUserType,
  'users linked to accounts on a contract',
);

@ObjectType('ContractReach', { description: 'Who a contract reaches.', simpleResolvers: true })
export class ContractReachType {
  @Field(() => String, { description: 'The contract number.' })
  contractNumber: string;

  @Field(() => Boolean, { description: 'Whether the portal knows the contract.' })
  isKnown: boolean;

  @Field(() => String, { nullable: true, description: 'Its private label; null when it has none or is not known.' })
  privateLabel: string | null;

  @Field(() => ContractStateEnum, { nullable: true, description: 'Active or closed; null when it is not booked or not known.' })
  state: ContractState | null;

  @Field(() => [AccessFindingType], { description: 'The conditions that concern everybody alike.' })
  conditions: AccessFindingType[];

  /** What the users are read by; not part of the schema. */
  reached: ReachedContract;
}

export function toContractReach(reached: ReachedContract): ContractReachType {
  const { verdict } = reached;
  return {
    contractNumber: verdict?.contractNumber ?? reached.contractNumber,
    isKnown: verdict !== undefined,
    privateLabel: verdict?.privateLabel ?? null,
    state: verdict?.isBooked ? (verdict.isActive ? 'ACTIVE' : 'CLOSED') : null,
    conditions: reached.conditions,
    reached,
  };
}

export function toReachUser(row: ReachedUser): ContractReachUserType {
  const failing = failingCondition(row.conditions) ?? null;
  return { canSee: row.sees, links: row.links.map(toLink), failing, conditions: row.conditions, userKey: row.userId };
}

function toLink(link: ReachLink): ContractReachLinkType {
  return { account: link.accountInWords, roleTypes: link.roleTypes, givesAccess: link.givesAccess };
}
