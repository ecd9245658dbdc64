/** The opaque id as the API writes it; tests may know what it is made of, clients may not. */
export function globalId(typeName: string, key: number | string): string {
  return Buffer.from(`${typeName}:${key}`).toString('base64').replace(/=+$/, '');
}
