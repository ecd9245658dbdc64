import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

type Json = Record<string, unknown>;

const ROOT = 'https://connector.example/openapi';
const document = parse(readFileSync(join(__dirname, '../../docs/aspire-connector.openapi.yaml'), 'utf8')) as Json;
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
addFormats(ajv);
// The document's own members are no schema keywords; everything within a schema stays strict.
ajv.addVocabulary(Object.keys(document));
ajv.addSchema({ $id: ROOT, ...document });

/** Every `METHOD /path` of the protocol's OpenAPI document. */
export function connectorOperations(): string[] {
  return Object.entries(document.paths as Record<string, Json>).flatMap(([path, item]) =>
    Object.keys(item).flatMap((method) => (['get', 'put', 'post', 'delete'].includes(method) ? [`${method.toUpperCase()} ${path}`] : [])),
  );
}

/** The statuses that the document gives an operation. */
export function connectorStatuses(operation: string): string[] {
  const [method = '', path = ''] = operation.split(' ');
  return Object.keys(at(['paths', path, method.toLowerCase(), 'responses']) as Json);
}

/** Holds an answer against the document. `path` comes without `/connector/v1`, with or without a query. Empty when it conforms. */
export function validateResponse(method: string, path: string, status: number, body: unknown): string[] {
  const place = operationAt(method, path);
  if (!place) return [`no operation ${method} ${path}`];
  let response = [...place, 'responses', String(status)];
  const found = at(response) as { $ref?: string } | undefined;
  if (!found) return [`${method} ${path} has no answer ${status}`];
  if (found.$ref) response = found.$ref.slice(2).split('/');
  return validate([...response, 'content', 'application/json', 'schema'], body);
}

/** Holds a request's body against the document. Empty when it conforms. */
export function validateRequest(method: string, path: string, body: unknown): string[] {
  const place = operationAt(method, path);
  if (!place) return [`no operation ${method} ${path}`];
  if (!at([...place, 'requestBody'])) return body === undefined ? [] : [`${method} ${path} takes no body`];
  return validate([...place, 'requestBody', 'content', 'application/json', 'schema'], body);
}

/** Holds a value against a named schema of the document (`Invoice`, `Contract`, …). */
export function validateSchema(name: string, value: unknown): string[] {
  return validate(['components', 'schemas', name], value);
}

function operationAt(method: string, path: string): string[] | undefined {
  const parts = (path.split('?')[0] ?? '').split('/');
  const template = Object.keys(document.paths as Json).find((candidate) => {
    const wanted = candidate.split('/');
    return wanted.length === parts.length && wanted.every((part, index) => part.startsWith('{') || part === parts[index]);
  });
  const place = ['paths', template ?? '', method.toLowerCase()];
  return template !== undefined && at(place) ? place : undefined;
}

function at(place: string[]): unknown {
  return place.reduce<unknown>((node, key) => (node as Json | undefined)?.[key], document);
}

const compiled = new Map<string, ValidateFunction>();

function validate(place: string[], value: unknown): string[] {
  const pointer = place.map((key) => encodeURIComponent(key.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
  const check = compiled.get(pointer) ?? ajv.compile({ $ref: `${ROOT}#/${pointer}` });
  compiled.set(pointer, check);
  if (check(value)) return [];
  return (check.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
}
