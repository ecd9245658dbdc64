import { cellValue } from '../../../../src/servicing/extracts/csv-cell';

describe('a CSV cell', () => {
  it.each([
    ['AccountOid', '4711', 4711],
    ['AccountOid', ' 4711 ', 4711],
    ['OpenClosedOid', '2', 2],
    ['BillToLocationOid', '', null],
    ['AccountOid', '4711.0', '4711.0'],
    ['AccountOid', '-1', '-1'],
    ['AccountOid', '0x10', '0x10'],
    ['AccountOid', '12345678901234567', '12345678901234567'],
    ['Term', '36', 36],
    ['AccountId', '0042', '0042'],
    ['IsBooked', 'true', true],
    ['IsBooked', 'False', false],
    ['IsBooked', '1', true],
    ['Deleted', '0', false],
    ['Deleted', '', null],
    ['IsBooked', 'yes', 'yes'],
    ['PaymentAmount', '1234.50', '1234.50'],
    ['NextDueDate', '', null],
    ['EmailAddress', '', null],
    ['FirstName', '', ''],
    ['PhoneNumber', '+1 555 0100', '+1 555 0100'],
    ['Lines', '[{"LineNumber":1}]', [{ LineNumber: 1 }]],
    ['Roles', '', []],
    ['Roles', '[{', '[{'],
  ])('of %s: %j says %j', (field, cell, value) => {
    expect(cellValue(field, cell)).toEqual(value);
  });
});
