/** Fields of whole numbers, beside all that end in `Oid`. */
const NUMBERS = new Set(['Sequence', 'Term', 'RemainingPayments', 'ModelYear']);
const FLAGS = new Set(['Deleted', 'IsBooked']);
/** Fields of lists: JSON in a cell, as SQL Server's FOR JSON PATH gives it. */
const PARTS = new Set(['Roles', 'Lines', 'Rows', 'Draws']);
/** Fields whose text may be empty, which is not the same as missing. */
const EMPTY_TEXTS = new Set(['FirstName', 'LastName', 'Address1', 'City', 'Region', 'PostalCode', 'Description', 'FinanceProduct']);

/** What a CSV cell says as JSON would: an empty one is null. What its field cannot hold stays a text, which the record's parser refuses by name. */
export function cellValue(field: string, cell: string): unknown {
  if (PARTS.has(field)) return listIn(cell);
  if (cell === '') return EMPTY_TEXTS.has(field) ? '' : null;
  if (FLAGS.has(field)) return flagIn(cell);
  if (field.endsWith('Oid') || NUMBERS.has(field)) return /^\s*\d{1,16}\s*$/.test(cell) ? Number(cell) : cell;
  return cell;
}

function flagIn(cell: string): unknown {
  const word = cell.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : cell;
}

/** FOR JSON PATH gives nothing at all where there are no rows. */
function listIn(cell: string): unknown {
  if (cell.trim() === '') return [];
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}
