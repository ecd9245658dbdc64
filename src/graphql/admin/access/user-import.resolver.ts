import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { UserImportProblem, UserImportRow, UserImportService, UserImportState } from '../../../domain/access/user-import.service';
import { badInput } from '../../../kernel/fault';
import { resolvePage, type PageRequest } from '../../../kernel/page';
import { connect, connectionType, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { describedEnum } from '../../shared/enum';
import { decodeKeyOf, encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { PagingArguments } from '../../shared/paging';
import { DateTime, toInstant } from '../../shared/scalars';
import { MutationPayload } from '../../shared/user-error.type';

const UserImportStateEnum = describedEnum<UserImportState>('UserImportState', 'How an import of users stands.', {
  RUNNING: 'It goes on.',
  DONE: 'Everything in the file is in order; unless this was a dry run, it is imported.',
  REFUSED: 'Something in the file is wrong, see `errors`. Nothing was imported.',
  FAILED: 'Something got in the way that is not in the file. Nothing was imported; try again.',
  BROKEN_OFF: 'The process that did it ended. Nothing was imported; try again.',
});

@ObjectType('UserImportError', { description: 'Something wrong in a file of users.', simpleResolvers: true })
class UserImportErrorType {
  @Field(() => Int, { description: 'The row, counted from 1; row 1 names the columns.' })
  row: number;

  @Field(() => Int, { nullable: true, description: 'The column, counted from 1; null where the whole row is to blame.' })
  column: number | null;

  @Field(() => String, {
    description:
      'Stable, for programs: `MALFORMED`, `WRONG_HEADER`, `WRONG_COLUMN_COUNT`, `MISSING`, `TOO_LONG`, `BAD_EMAIL`, `DUPLICATE_ROW`, `UNKNOWN_SITE`, `UNKNOWN_ACCOUNT`, `AMBIGUOUS_ACCOUNT`, `ACCOUNT_NOT_LINKABLE`, `NO_ACCOUNT`, `CHANGED_MEANWHILE`.',
  })
  code: string;

  @Field(() => String, { description: 'A sentence for people.' })
  message: string;
}

const UserImportErrorConnection = connectionType('UserImportError', UserImportErrorType, 'errors');
const ORDERING = 'errors of an import';

@ObjectType('UserImport', { implements: NodeInterface, description: 'A file of users that is checked or imported.', simpleResolvers: true })
class UserImportType extends NodeInterface {
  @Field(() => UserImportStateEnum, { description: 'How it stands.' })
  state: UserImportState;

  @Field(() => Boolean, { description: 'Whether the file is only checked.' })
  isDryRun: boolean;

  @Field(() => DateTime, { description: 'When it began.' })
  startedAt: string;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs, and where it was broken off.' })
  finishedAt: string | null;

  @Field(() => String, { description: 'Who began it.' })
  startedBy: string;

  @Field(() => Int, { description: 'How many rows the file has, without the one that names the columns and blank ones.' })
  rowsTotal: number;

  @Field(() => Int, { description: 'How many rows have been dealt with.' })
  rowsDone: number;

  @Field(() => Int, { description: 'How many users were created, or would be.' })
  usersCreated: number;

  @Field(() => Int, { description: 'How many users who were here before were given links, or would be.' })
  usersExtended: number;

  @Field(() => Int, { description: 'How many links were made, or would be.' })
  linksCreated: number;

  /** For the errors; not part of the schema. */
  problems: readonly UserImportProblem[];
}

@InputType('UsersImportInput', { description: 'A file of users.' })
class UsersImportInput {
  @Field(() => String, {
    description:
      'The text of the file, CSV as in RFC 4180, at most 10 000 rows and 2 MB. The first row is `siteKey,email,firstName,lastName,accountNumbers`; account numbers are separated by `;`. A request has at most PORTAL_MAX_BODY_BYTES (262 144 unless set): larger files are for the command line, `portal user import FILE`.',
  })
  csv: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether only to check the file and tell what would be done.' })
  dryRun: boolean;
}

@ObjectType('UsersImportPayload', { description: 'The answer to a file of users.', simpleResolvers: true })
class UsersImportPayload extends MutationPayload {
  @Field(() => UserImportType, { nullable: true, description: 'The import as it stands; null when it was not begun.' })
  import: UserImportType | null;
}

@ObjectType('UsersExport', { description: "A site's users as a file.", simpleResolvers: true })
class UsersExportType {
  @Field(() => String, {
    description:
      'CSV in the form `usersImport` takes. Text that a spreadsheet would run as a formula has an apostrophe before it, which the import takes away.',
  })
  csv: string;

  @Field(() => Int, { description: 'How many users.' })
  rowCount: number;
}

@Resolver(() => UserImportType)
export class UserImportResolver {
  constructor(private readonly imports: UserImportService) {}

  @Mutation(() => UsersImportPayload, {
    nullable: true,
    description:
      'Creates users with links from a file, and gives missing links to users whom their site has already: all of it or nothing. Who is created is sent an e-mail with a link to choose a password. Up to 500 rows are done when this answers; more go on in the background, see `usersImportStatus`. What is wrong in the file is in `import.errors`. Refusals: `FILE_TOO_LARGE`, `TOO_MANY_ROWS`.',
  })
  async usersImport(
    @Arg('input', () => UsersImportInput, { description: 'The file.' }) input: UsersImportInput,
    @Ctx() context: AdminContext,
  ): Promise<UsersImportPayload> {
    const outcome = await this.imports.start(staffActor(context), input.csv, { dryRun: input.dryRun });
    if (!outcome.done) return { import: null, userErrors: outcome.refusals };
    return { import: toUserImport(outcome.value), userErrors: [] };
  }

  @Query(() => UserImportType, { nullable: true, description: 'How an import stands; null when there is none with that id.' })
  async usersImportStatus(@Arg('id', () => ID, { description: "An import's id." }) id: string): Promise<UserImportType | null> {
    const key = decodeKeyOf('UserImport', id);
    return key === undefined ? null : this.findImport(key);
  }

  async findImport(key: number): Promise<UserImportType | null> {
    const row = await this.imports.find(key);
    return row ? toUserImport(row) : null;
  }

  @Query(() => UsersExportType, {
    nullable: true,
    description:
      "A site's users in the form `usersImport` takes, 10 000 at most. Accounts that have left the servicing system are not in it.",
  })
  async usersExport(
    @Arg('siteId', () => ID, { description: 'The site.' }) siteId: string,
    @Ctx() context: AdminContext,
  ): Promise<UsersExportType> {
    // It is written down in the audit log.
    context.mayReadAgain = false;
    const outcome = await this.imports.export(staffActor(context), decodeKeyOf('Site', siteId) ?? 0);
    if (outcome.done) return outcome.value;
    throw badInput(outcome.refusals.map((refusal) => refusal.message).join(' '));
  }

  @FieldResolver(() => UserImportErrorConnection, { description: 'What is wrong in the file, by row.' })
  errors(@Root() userImport: UserImportType, @Args() args: PagingArguments): ConnectionOf<UserImportErrorType> {
    const page = resolvePage(args, ORDERING);
    const numbered = userImport.problems.map((problem, index) => ({ problem, id: index + 1 }));
    return connect(partOf(numbered, page), page, {
      ordering: ORDERING,
      position: ({ id }) => ({ value: null, id }),
      toNode: ({ problem }) => problem,
      count: () => Promise.resolve(numbered.length),
    });
  }
}

/** The page's and one more. */
function partOf<Row extends { id: number }>(rows: readonly Row[], page: PageRequest): Row[] {
  const from = page.from?.id;
  const walked = page.backward ? rows.toReversed() : rows;
  return walked.filter(({ id }) => from === undefined || (page.backward ? id < from : id > from)).slice(0, page.limit + 1);
}

function toUserImport(row: UserImportRow): UserImportType {
  return {
    ...row,
    id: encodeNodeId('UserImport', row.id),
    isDryRun: row.isDryRun === 1,
    startedAt: toInstant(row.startedAt),
    finishedAt: row.finishedAt === null ? null : toInstant(row.finishedAt),
    problems: row.problems,
  };
}
