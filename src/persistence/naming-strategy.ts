import { DefaultNamingStrategy } from 'typeorm';

/** `camelCase` property → `snake_case` column. Tables, indexes and constraints are named by hand. */
export class SnakeCaseNamingStrategy extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string): string {
    return customName || propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
