import type { PermissionMap } from './apply-permissions';
import { anyone, isEndUser, isEndUserEnrolling, isFreshEnrolling, isFreshViewer } from './rules';

/** Who may ask for what on the portal API. A field that is not named here cannot exist: the server would not start. */
export const portalPermissions: PermissionMap = {
  Query: {
    viewer: isEndUserEnrolling,
    enrolmentHints: anyone,
    accounts: isEndUser,
    contracts: isEndUser,
    contract: isEndUser,
    invoices: isEndUser,
    invoice: isEndUser,
    receivedPayments: isEndUser,
    payments: isEndUser,
    paymentPreview: isEndUser,
    node: isEndUser,
    secondFactors: isEndUserEnrolling,
  },
  Mutation: {
    logIn: anyone,
    logOut: anyone,
    challengeAnswer: anyone,
    challengeResend: anyone,
    stepUpBegin: isEndUserEnrolling,
    authenticatorAppBegin: isFreshEnrolling,
    authenticatorAppConfirm: isFreshEnrolling,
    authenticatorAppRemove: isFreshViewer,
    recoveryCodesRenew: isFreshViewer,
    sessionRevoke: isEndUser,
    sessionsRevokeOthers: isEndUser,
    passwordForgot: anyone,
    passwordLinkCheck: anyone,
    passwordReset: anyone,
    passwordChange: isFreshViewer,
    enrolmentSubmit: anyone,
    paymentSubmit: isEndUser,
    quickPaySubmit: isEndUser,
    paymentCancel: isEndUser,
  },
};
