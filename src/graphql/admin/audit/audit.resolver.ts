import { ValidateNested } from 'class-validator';
import { Arg, Args, ArgsType, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { AuditExportService } from '../../../domain/audit/audit-export.service';
import type { AuditReader } from '../../../domain/audit/audit-log';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { MutationPayload } from '../../shared/user-error.type';
import { AuditEntryConnection, toAuditEntry, type AuditEntryType } from './audit-entry.type';
import { AuditFilterInput, toAuditFilter } from './audit-filter.input';

const ORDERING = 'audit entries';

@ArgsType()
class AuditListArguments extends PagingArguments {
  @ValidateNested()
  @Field(() => AuditFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: AuditFilterInput | null;
}

@InputType('AuditExportInput', { description: 'What to export.' })
class AuditExportInput {
  @ValidateNested()
  @Field(() => AuditFilterInput, { nullable: true, description: 'All entries when left out.' })
  filter?: AuditFilterInput | null;
}

@ObjectType('AuditExportPayload', { description: 'The answer to an export of the audit log.', simpleResolvers: true })
class AuditExportPayload extends MutationPayload {
  @Field(() => String, {
    nullable: true,
    description:
      'The entries as CSV (RFC 4180, UTF-8), latest first; null when it was refused. Text that a spreadsheet would take for a formula begins with an apostrophe.',
  })
  csv: string | null;

  @Field(() => Int, { nullable: true, description: 'How many entries; null when it was refused.' })
  rowCount: number | null;
}

@Resolver()
export class AuditResolver {
  constructor(
    private readonly auditReader: AuditReader,
    private readonly exporter: AuditExportService,
  ) {}

  @Query(() => AuditEntryConnection, { nullable: true, description: 'The audit log, latest first.' })
  async auditEntries(@Args() args: AuditListArguments): Promise<ConnectionOf<AuditEntryType>> {
    const page = resolvePage(args, ORDERING);
    const filter = toAuditFilter(args.filter);
    return connect(await this.auditReader.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toAuditEntry,
      count: () => this.auditReader.count(filter),
    });
  }

  async findEntry(key: number): Promise<AuditEntryType | null> {
    const [row] = await this.auditReader.findByIds([key]);
    return row ? toAuditEntry(row) : null;
  }

  @Mutation(() => AuditExportPayload, {
    nullable: true,
    description: 'Hands out up to 10 000 entries as CSV; the export is an entry itself. Refusals: `TOO_MANY_ENTRIES`.',
  })
  async auditExport(
    @Arg('input', () => AuditExportInput, { description: 'What to export.' }) input: AuditExportInput,
    @Ctx() context: AdminContext,
  ): Promise<AuditExportPayload> {
    const outcome = await this.exporter.export(staffActor(context), toAuditFilter(input.filter));
    return outcome.done ? { ...outcome.value, userErrors: [] } : { csv: null, rowCount: null, userErrors: outcome.refusals };
  }
}
