import { maskedPayload } from '../../../src/domain/sync/masked-payload';

describe('a record as it came, for people who look for what is wrong with it', () => {
  it('keeps its shape, ids, dates, amounts and words, and tells the rest by its length', () => {
    const data = {
      ...{ AccountOid: 9_007_199_254_740_991, AccountId: 'A-17', EntityType: 'PERSON', Name: 'Dana Doe', EmailAddress: 'dana@example.com' },
      ...{ PhoneNumber: 3_125_550_123, PostalCode: '60614', DueDate: '2026-11-23', Amount: '1234.50', Wrong: '12,x', IsBooked: true },
      ...{ LastName: 'DOE', RoleType: 'GUARANTOR' },
      ...{ Nothing: null, Empty: '', Lines: [{ LineNumber: 1, Description: 'rent for Dana' }] },
    };
    expect(JSON.parse(maskedPayload(JSON.stringify({ oid: 17, data })) ?? '')).toEqual({
      oid: 17,
      data: {
        ...{ AccountOid: 9_007_199_254_740_991, AccountId: 'A-17', EntityType: 'PERSON', Name: '(text of 8 characters)' },
        ...{ EmailAddress: '(text of 16 characters)', PhoneNumber: '(number)', PostalCode: '(text of 5 characters)' },
        ...{ DueDate: '2026-11-23', Amount: '1234.50', Wrong: '(text of 4 characters)', IsBooked: true, Nothing: null, Empty: '' },
        ...{ LastName: '(text of 3 characters)', RoleType: 'GUARANTOR' },
        Lines: [{ LineNumber: 1, Description: '(text of 13 characters)' }],
      },
    });
  });

  it('is nothing where it was cut off', () => {
    expect(maskedPayload('{"Name":"Da')).toBeNull();
  });
});
