import { badInput } from '../../kernel/fault';

const SHAPE = /^([A-Z][A-Za-z]*):([1-9]\d{0,15}(?:\.[1-9]\d{0,9})?)$/;

/** What an opaque id stands for. `key` is the object's number, for a part of a whole `whole.part`. */
export interface NodeKey {
  typeName: string;
  key: string;
}

/** The opaque id of an object, unique over all types. */
export function encodeNodeId(typeName: string, key: string | number): string {
  return Buffer.from(`${typeName}:${key}`, 'latin1').toString('base64url');
}

/** Reads an opaque id. @throws Fault BAD_USER_INPUT when it is none of ours, whatever it might name. */
export function decodeNodeId(id: string): NodeKey {
  const match = SHAPE.exec(Buffer.from(id, 'base64').toString('latin1'));
  if (!match?.[1] || !match[2] || encodeNodeId(match[1], match[2]) !== id) throw badInput('That id is malformed.');
  return { typeName: match[1], key: match[2] };
}

/** The number in an id of this type; undefined when the id is another type's, which is answered like an unknown object. */
export function decodeKeyOf(typeName: string, id: string): number | undefined {
  const node = decodeNodeId(id);
  const key = Number(node.key);
  return node.typeName === typeName && Number.isSafeInteger(key) ? key : undefined;
}
