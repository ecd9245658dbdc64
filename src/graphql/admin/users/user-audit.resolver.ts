import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AuditReader } from '../../../domain/audit/audit-log';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { PagingArguments } from '../../shared/paging';
import { UserType } from '../../types/users/user.type';
import { AuditEntryConnection, toAuditEntry, type AuditEntryType } from '../audit/audit-entry.type';

const ORDERING = 'audit entries of a user';

/** User → audit entries. */
@Resolver(() => UserType)
export class UserAuditResolver {
  constructor(private readonly auditReader: AuditReader) {}

  @FieldResolver(() => AuditEntryConnection, { description: 'What was done by, to and in the name of the user, latest first.' })
  async auditEntries(@Root() user: UserType, @Args() args: PagingArguments): Promise<ConnectionOf<AuditEntryType>> {
    const page = resolvePage(args, ORDERING);
    const filter = { subjectType: 'USER', subjectId: user.key };
    return connect(await this.auditReader.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toAuditEntry,
      count: () => this.auditReader.count(filter),
    });
  }
}
