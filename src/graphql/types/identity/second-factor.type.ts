import { MaxLength } from 'class-validator';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../shared/user-error.type';
import { SessionType } from './session.type';

@ObjectType('SecondFactors', { description: 'The second factors of whoever is logged in.', simpleResolvers: true })
export class SecondFactorsType {
  @Field(() => Boolean, {
    description: 'Whether an authenticator app is enrolled. It is then asked for at each log-in instead of an e-mailed code.',
  })
  appIsEnrolled: boolean;

  @Field(() => Boolean, { description: 'Whether an app must be enrolled. Until it is, a session is good for nothing else.' })
  appIsRequired: boolean;

  @Field(() => Boolean, { description: 'Whether a code is e-mailed at each log-in while no app is enrolled.' })
  emailCodeIsOn: boolean;

  @Field(() => Int, { description: 'Recovery codes not used yet.' })
  recoveryCodesLeft: number;
}

@ObjectType('AuthenticatorAppOffer', {
  description: 'What an authenticator app is to be fed with. Shown this once; it counts for nothing until it is confirmed.',
  simpleResolvers: true,
})
export class AuthenticatorAppOfferType {
  @Field(() => String, { description: 'The `otpauth://` URI that authenticator apps read.' })
  uri: string;

  @Field(() => String, { description: 'The URI as a QR code: a PNG in a `data:` URL.' })
  qrCode: string;

  @Field(() => String, { description: 'The secret in base32, to be typed by hand.' })
  secret: string;
}

@ObjectType('AuthenticatorAppOfferPayload', { description: 'The answer to the wish for an authenticator app.', simpleResolvers: true })
export class AuthenticatorAppOfferPayload extends MutationPayload {
  @Field(() => AuthenticatorAppOfferType, { nullable: true, description: 'What to feed the app with; null when it was refused.' })
  offer: AuthenticatorAppOfferType | null;
}

@InputType('AuthenticatorAppConfirmInput', { description: 'The proof that the app was set up.' })
export class AuthenticatorAppConfirmInput {
  @MaxLength(20)
  @Field(() => String, { description: 'The six digits that the app shows now. They are then spent.' })
  code: string;
}

@ObjectType('SecondFactorsPayload', { description: 'The answer to a change of the second factors.', simpleResolvers: true })
export class SecondFactorsPayload extends MutationPayload {
  @Field(() => SecondFactorsType, { nullable: true, description: 'The second factors as they are now; null when it was refused.' })
  secondFactors: SecondFactorsType | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Ten codes that stand in for the app, each once. Shown this once: have them written down. Null where none were made.',
  })
  recoveryCodes: string[] | null;

  @Field(() => SessionType, {
    nullable: true,
    description: 'The session under its new token, which replaces the one the request came with; null where that one stays.',
  })
  session: SessionType | null;
}
