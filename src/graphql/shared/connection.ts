import { Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { encodeCursor, toPage, type PageRequest, type Position } from '../../kernel/page';

@ObjectType('PageInfo', { description: 'Where a page lies in its list (Relay cursor connections).', simpleResolvers: true })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether more follow this page.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether any precede this page.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge; null on an empty page.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last edge; null on an empty page.' })
  endCursor: string | null;
}

/** One page of a list. The total is counted only when somebody asks for it. */
export interface ConnectionOf<Node> {
  edges: EdgeOf<Node>[];
  pageInfo: PageInfoType;
  count: () => Promise<number>;
}

/** An edge; its cursor is made only when somebody asks for it. */
export class EdgeOf<Node> {
  constructor(
    readonly node: Node,
    private readonly position: Position,
    private readonly ordering: string,
  ) {}

  get cursor(): string {
    return encodeCursor(this.position, this.ordering);
  }
}

/**
 * Where a page lies; its cursors are made only when somebody asks for them. A class, because getters in an object literal make V8 a hidden class
 * for every single object, which keeps the whole page in memory until the next full collection.
 */
class PageOf implements PageInfoType {
  constructor(
    private readonly edges: readonly EdgeOf<unknown>[],
    readonly hasNextPage: boolean,
    readonly hasPreviousPage: boolean,
  ) {}

  get startCursor(): string | null {
    return this.edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.edges.at(-1)?.cursor ?? null;
  }
}

/** The connection and edge types of a node type: `Contract` gives `ContractConnection` and `ContractEdge`. */
export function connectionType<Node extends object>(
  nodeName: string,
  node: ClassType<Node>,
  plural: string,
): ClassType<ConnectionOf<Node>> {
  @ObjectType(`${nodeName}Edge`, { description: `One of the ${plural} and its place in the list.`, simpleResolvers: true })
  class Edge {
    @Field(() => node, { description: 'The object itself.' })
    node: Node;

    @Field(() => String, { description: 'The place in the list, for `after` and `before`.' })
    cursor: string;
  }

  @ObjectType(`${nodeName}Connection`, { description: `A page of ${plural}.` })
  class Connection {
    count: () => Promise<number>;

    @Field(() => [Edge], { simple: true, description: 'The page, in the order asked for.' })
    edges: EdgeOf<Node>[];

    @Field(() => PageInfoType, { simple: true, description: 'Where this page lies in the list.' })
    pageInfo: PageInfoType;

    @Field(() => Int, { description: 'How many there are over all pages. Counted separately: ask for it only when you show it.' })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return Connection;
}

/** What turns rows read for a page into a connection. */
export interface ConnectionParts<Row, Node> {
  ordering: string;
  position: (row: Row) => Position;
  toNode: (row: Row) => Node;
  count: () => Promise<number>;
}

/** Shapes rows (one more than the page's limit, if there is more) into a connection. */
export function connect<Row, Node>(rows: Row[], request: PageRequest, parts: ConnectionParts<Row, Node>): ConnectionOf<Node> {
  const page = toPage(rows, request);
  const edges = page.rows.map((row) => new EdgeOf(parts.toNode(row), parts.position(row), parts.ordering));
  const beforeThis = request.from !== undefined;
  return {
    edges,
    count: parts.count,
    pageInfo: new PageOf(edges, request.backward ? beforeThis : page.hasMore, request.backward ? page.hasMore : beforeThis),
  };
}
