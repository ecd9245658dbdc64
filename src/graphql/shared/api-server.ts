import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type ASTVisitor, type GraphQLSchema, type ValidationContext, type ValidationRule } from 'graphql';
import { compiledExecution, plainExecution } from './compiled-execution';
import { executionGateway } from './execution-gateway';
import { errorFormatter, type ErrorLog } from './format-error';
import { untornExecution, type TornReadRemedy } from './untorn-execution';
import { wellFormedTextPlugin } from './well-formed-text.plugin';

/** A document longer than this many words and signs is refused before it is parsed further. */
const MAXIMUM_TOKENS = 4_000;

export interface ApiServerOptions {
  introspection: boolean;
  /** Run operations compiled (about half the CPU); off: by graphql-js. Answers are the same. */
  compiledExecution: boolean;
  tornReads: TornReadRemedy;
  log: ErrorLog;
  /** What documents have to keep to, beside GraphQL's own rules. */
  validationRules: readonly ValidationRule[];
  plugins?: ApolloServerPlugin<BaseContext>[];
}

/** Apollo Server around a schema that has its permissions. */
export function createApiServer<Context extends BaseContext>(schema: GraphQLSchema, options: ApiServerOptions): ApolloServer<Context> {
  const execution = options.compiledExecution ? compiledExecution(schema) : plainExecution(schema);
  return new ApolloServer<Context>({
    gateway: executionGateway(schema, untornExecution(execution, options.tornReads)),
    introspection: options.introspection,
    parseOptions: { maxLexicalTokens: MAXIMUM_TOKENS },
    validationRules: [operationExists, ...options.validationRules],
    formatError: errorFormatter(options.log),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      // Apollo's own page would load scripts from elsewhere.
      ApolloServerPluginLandingPageDisabled(),
      wellFormedTextPlugin(),
      ...(options.plugins ?? []),
    ],
  });
}

/** graphql-js finds out only when it executes that a schema has no subscriptions; the request is at fault, not we. */
function operationExists(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (!context.getSchema().getRootType(node.operation))
        context.reportError(new GraphQLError(`This API has no ${node.operation}.`, { nodes: node }));
    },
  };
}
