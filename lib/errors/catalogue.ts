/**
 * Every code that leaves the system. A code is permanent: it is never renamed or given another
 * meaning. `docs/reference/errors.md` is generated from this table.
 */
export interface CatalogueEntry {
  /** HTTP status where the code ends a request; 200 where it stands beside data. */
  readonly status: number;
  readonly en: string;
  readonly fr: string;
  /** For readers of the reference: when it occurs. */
  readonly meaning: string;
}

const entry = (status: number, en: string, fr: string, meaning: string): CatalogueEntry => ({
  status,
  en,
  fr,
  meaning,
});

export const catalogue = {
  BAD_JSON: entry(
    400,
    'The request body is not valid JSON.',
    'Le corps de la requête n’est pas du JSON valide.',
    'The body does not parse.',
  ),
  BODY_TOO_LARGE: entry(
    413,
    'The request body is too large.',
    'Le corps de la requête est trop grand.',
    'The body is over the configured number of bytes.',
  ),
  BATCH_NOT_ALLOWED: entry(
    400,
    'Send one operation a request.',
    'Envoyez une seule opération par requête.',
    'The body is an array.',
  ),
  BAD_REQUEST: entry(
    400,
    'The request is not a GraphQL request.',
    'La requête n’est pas une requête GraphQL.',
    'Missing or contradictory members, a wrong content type, a request that a browser could send across sites.',
  ),
  DOCUMENT_UNKNOWN: entry(
    404,
    'No screen or command is registered under this id.',
    'Aucun écran ni aucune commande n’est enregistré sous cet identifiant.',
    'The document id is not registered, or its version has been retired.',
  ),
  TEXT_NOT_ALLOWED: entry(
    400,
    'Only registered screens and commands are accepted here.',
    'Seuls les écrans et commandes enregistrés sont acceptés ici.',
    'A text body in production mode.',
  ),
  DOCUMENT_INVALID: entry(
    400,
    'The document is not valid against the graph.',
    'Le document n’est pas valide pour ce graphe.',
    'Syntax or validation errors, or a screen that asks for more than its purpose allows.',
  ),
  LIMIT_EXCEEDED: entry(
    400,
    'The document is over a limit.',
    'Le document dépasse une limite.',
    'Bytes, tokens, depth, aliases, directives, root fields or selections are over the configured bound.',
  ),
  VARIABLE_INVALID: entry(
    400,
    'A variable is missing, unknown or of the wrong type.',
    'Une variable manque, est inconnue ou n’a pas le bon type.',
    'Names the variable, never its value.',
  ),
  METHOD_NOT_ALLOWED: entry(
    405,
    'Commands are sent with POST.',
    'Les commandes s’envoient par POST.',
    'GET with a command, or a method other than GET and POST.',
  ),
  USE_POST: entry(
    405,
    'This screen takes personal arguments: send it with POST.',
    'Cet écran prend des arguments personnels : envoyez-le par POST.',
    'GET would put a personal value into a URL.',
  ),
  UNAUTHENTICATED: entry(
    401,
    'Sign in to continue.',
    'Connectez-vous pour continuer.',
    'No token, or one that is not accepted; the reason stands in the log alone.',
  ),
  ROLE_NOT_ALLOWED: entry(
    403,
    'Your role may not use this screen or command.',
    'Votre rôle ne permet pas cet écran ou cette commande.',
    'Nothing was sent to a store.',
  ),
  ROLE_CONFLICT: entry(
    403,
    'Your roles may not be held together.',
    'Vos rôles ne peuvent pas être cumulés.',
    'The token holds two roles that the policy keeps apart.',
  ),
  REGION_NOT_ALLOWED: entry(
    403,
    'These values may not be read from your region.',
    'Ces valeurs ne peuvent pas être lues depuis votre région.',
    'Residency.',
  ),
  EVIDENCE_MISSING: entry(
    403,
    'An open case or request is needed for this.',
    'Un dossier ou une demande ouverte est nécessaire.',
    'The store that confirms evidence refused.',
  ),
  BUDGET_EXCEEDED: entry(
    403,
    'Too many people were looked up in the last hour.',
    'Trop de personnes ont été consultées dans la dernière heure.',
    'The volume budget of the purpose is used up.',
  ),
  STORE_UNAVAILABLE: entry(
    200,
    'The store that owns this value is not available.',
    'La source qui détient cette valeur n’est pas disponible.',
    'Stands at the paths of that store; other values are answered.',
  ),
  STORE_TIMEOUT: entry(
    200,
    'The store that owns this value did not answer in time.',
    'La source qui détient cette valeur n’a pas répondu à temps.',
    'Stands at the paths of that store.',
  ),
  STORE_ANSWER_INVALID: entry(
    200,
    'The store that owns this value gave an answer that could not be used.',
    'La source qui détient cette valeur a donné une réponse inutilisable.',
    'Stands at the paths of that store.',
  ),
  TOKEN_MISSING: entry(
    401,
    'A purpose token is required.',
    'Un jeton de finalité est exigé.',
    'A store was asked without a purpose token.',
  ),
  TOKEN_INVALID: entry(
    401,
    'The purpose token is not valid.',
    'Le jeton de finalité n’est pas valide.',
    'Wrong shape, key, signature, issuer, audience or claims.',
  ),
  TOKEN_EXPIRED: entry(
    401,
    'The purpose token has expired.',
    'Le jeton de finalité a expiré.',
    'Outside its five seconds.',
  ),
  TOKEN_REPLAYED: entry(
    401,
    'The purpose token was used before.',
    'Le jeton de finalité a déjà servi.',
    'A token serves one sub-request.',
  ),
  BODY_MISMATCH: entry(
    401,
    'The purpose token was made for another request.',
    'Le jeton de finalité a été établi pour une autre requête.',
    'The hash of the body differs.',
  ),
  EPOCH_STALE: entry(
    401,
    'The policy version has changed.',
    'La version de la politique a changé.',
    'The gateway re-plans once.',
  ),
  DEMO_REFUSED: entry(
    401,
    'Demonstration accounts are refused by this store.',
    'Les comptes de démonstration sont refusés par cette source.',
    'A demonstration token at a store that was created as real.',
  ),
  NOT_PERMITTED: entry(
    403,
    'The published policy does not allow this field for this purpose.',
    'La politique publiée n’autorise pas ce champ pour cette finalité.',
    'In an answer: withheld and never fetched. From a store: refused whole.',
  ),
  NOT_AVAILABLE: entry(
    200,
    'No value is available.',
    'Aucune valeur n’est disponible.',
    'Absent, unknown or held back by a live condition: alike.',
  ),
  PARTY_NOT_PERMITTED: entry(
    200,
    'Rows of natural persons are left out for this purpose.',
    'Les lignes de personnes physiques sont omises pour cette finalité.',
    'Left out before the page is cut; counts hold what is visible.',
  ),
  RESTRICTED: entry(
    200,
    'Access to this value is restricted at the moment.',
    'L’accès à cette valeur est actuellement restreint.',
    'A lockdown is in force.',
  ),
  KEYS_UNAVAILABLE: entry(
    200,
    'The keys that unlock this value are not available.',
    'Les clés qui ouvrent cette valeur ne sont pas disponibles.',
    'The key database or the key that wraps its keys is away; values without keys of their own go on.',
  ),
  VALUE_UNREADABLE: entry(
    200,
    'This value cannot be unlocked.',
    'Cette valeur ne peut pas être ouverte.',
    'Stands in the log alone: the value was changed or put elsewhere, and null is answered.',
  ),
  SUBJECT_ERASED: entry(
    200,
    'This person was erased.',
    'Cette personne a été effacée.',
    'A command would write a value of a person whose keys were destroyed.',
  ),
  AUDIT_UNAVAILABLE: entry(
    200,
    'The audit log cannot take entries, so this value is withheld.',
    'Le journal d’audit n’accepte pas d’écriture, cette valeur est donc retenue.',
    'No personal value leaves unlogged.',
  ),
  WITNESS_UNAVAILABLE: entry(
    200,
    'The audit log has no quorum of witnesses, so this value is withheld.',
    'Le journal d’audit n’a pas de quorum de témoins, cette valeur est donc retenue.',
    'No quorum for five minutes.',
  ),
  CLIENT_GONE: entry(
    499,
    'The client went away before the answer.',
    'Le client est parti avant la réponse.',
    'Stands in the audit log alone: the end of an intent whose answer nobody waited for.',
  ),
  AUDIT_ENTRY_INVALID: entry(
    400,
    'The audit log does not take these entries.',
    'Le journal d’audit n’accepte pas ces écritures.',
    'From a store: not its own, not what they commit to, or their place is taken; nothing was stored.',
  ),
  AUDIT_RECEIPTS_INVALID: entry(
    400,
    'The audit log does not take these receipts.',
    'Le journal d’audit n’accepte pas ces reçus.',
    'From a store: wrong signature or head, or a chain that does not go on; nothing was stored.',
  ),
  INVALID_INPUT: entry(
    200,
    'The input is not valid.',
    'La saisie n’est pas valide.',
    'A command; the path names the input.',
  ),
  TEXT_REDACTED: entry(
    200,
    'An e-mail address, telephone number or account number was taken out of the text.',
    'Une adresse e-mail, un numéro de téléphone ou de compte a été retiré du texte.',
    'A command; the path names the free text. No refusal: beside it the command’s result stands as ever.',
  ),
  TEXT_PERSONAL: entry(
    400,
    'The text must name no person: no e-mail address, telephone, account or long number.',
    'Le texte ne doit nommer personne : ni adresse e-mail, ni numéro de téléphone ou de compte, ni long numéro.',
    'A reason that is signed or stands in the audit log can never be taken out again. Nothing was written.',
  ),
  NOT_FOUND: entry(
    200,
    'Nothing was found under this id.',
    'Rien n’a été trouvé sous cet identifiant.',
    'A command names an id that does not exist or may not be seen.',
  ),
  CONFLICT: entry(
    200,
    'It was changed meanwhile; read it again.',
    'Il a été modifié entre-temps ; relisez-le.',
    'The expected version is not the present one.',
  ),
  INVALID_TRANSITION: entry(
    200,
    'This step is not possible in the present state.',
    'Cette étape n’est pas possible dans l’état actuel.',
    'The state machine has no such transition.',
  ),
  REPLAY_MISMATCH: entry(
    200,
    'This key was used before with another input.',
    'Cette clé a déjà servi avec une autre saisie.',
    'An idempotency key belongs to one input.',
  ),
  ACCOUNT_NOT_CONFIRMED: entry(
    200,
    'Finance has not confirmed the customer account.',
    'La finance n’a pas confirmé le compte client.',
    'A rule of the gate.',
  ),
  ORDER_NOT_SIGNED: entry(
    200,
    'The order is not signed.',
    'La commande n’est pas signée.',
    'A rule of the gate.',
  ),
  ORDER_DUPLICATE: entry(
    200,
    'This order looks like one that was released before.',
    'Cette commande ressemble à une commande déjà transmise.',
    'A rule of the gate.',
  ),
  CREDIT_BLOCKED: entry(
    200,
    'Credit is not approved for this order.',
    'Le crédit n’est pas accordé pour cette commande.',
    'A rule of the gate, or a credit check that failed.',
  ),
  SIGNATURE_INVALID: entry(
    200,
    'The signature does not belong to this document.',
    'La signature ne correspond pas à ce document.',
    'The document hash differs from the one that was sent for signature.',
  ),
  STOCK_SHORT: entry(
    200,
    'There is not enough stock.',
    'Le stock est insuffisant.',
    'Allocation is bounded by what is on hand.',
  ),
  QUANTITY_EXCEEDED: entry(
    200,
    'The quantity is over what is open.',
    'La quantité dépasse ce qui reste ouvert.',
    'Shipped at most what was ordered, invoiced at most what was shipped.',
  ),
  AMOUNT_EXCEEDED: entry(
    200,
    'The amount is over what is open.',
    'Le montant dépasse ce qui reste ouvert.',
    'Allocations are bounded by the invoice and the payment.',
  ),
  CURRENCY_MISMATCH: entry(
    200,
    'The currencies differ.',
    'Les devises diffèrent.',
    'A command mixes currencies.',
  ),
  TAX_UNDETERMINED: entry(
    200,
    'No tax is set up for this.',
    'Aucune taxe n’est définie pour ceci.',
    'The seller’s country has no tax of the kind that the goods and the customer need, or no rate for it on that day.',
  ),
  PERIOD_CLOSED: entry(
    200,
    'The accounting period is closed.',
    'La période comptable est close.',
    'Posting needs an open period.',
  ),
  PURPOSE_UNKNOWN: entry(
    200,
    'This purpose does not exist.',
    'Cette finalité n’existe pas.',
    'A command names a purpose outside the published policy.',
  ),
  PEER_UNAVAILABLE: entry(
    200,
    'Another store is needed for this and is not available.',
    'Une autre source est nécessaire et n’est pas disponible.',
    'A command that needs an attestation; nothing was written.',
  ),
  SIGNER_UNKNOWN: entry(
    403,
    'The signature is not of anybody whose word counts here.',
    'La signature n’est celle de personne dont la parole compte ici.',
    'An act of policy or restriction whose signature is by no key of the installation’s lock, or of a role that may not do this.',
  ),
  SELF_APPROVAL: entry(
    403,
    'Who proposed a change cannot approve it.',
    'Qui a proposé un changement ne peut pas l’approuver.',
    'An approval by the proposer, under any key of his.',
  ),
  SAME_PERSON: entry(
    403,
    'This person has signed already; another one is needed.',
    'Cette personne a déjà signé ; il en faut une autre.',
    'A second signature of one person, also under another key or role.',
  ),
  APPROVALS_MISSING: entry(
    403,
    'The change lacks signatures.',
    'Il manque des signatures à ce changement.',
    'A policy that widens needs a steward and the data-protection officer, one that narrows one of them; neither is the proposer.',
  ),
  APPROVAL_MISMATCH: entry(
    409,
    'The signature is over another change.',
    'La signature porte sur un autre changement.',
    'What was approved is not what is proposed: lock before, lock after or the difference between them was edited.',
  ),
  ACT_REPLAYED: entry(
    409,
    'This was signed for another time or another place.',
    'Ceci a été signé pour un autre moment ou un autre lieu.',
    'A signed act that was used before, is older than a few minutes, or was signed for another installation.',
  ),
  EPOCH_ROLLBACK: entry(
    409,
    'The policy in force has moved on.',
    'La politique en vigueur a changé entre-temps.',
    'A proposal or a lock that does not follow from the one in force: an older epoch, or one made against another lock.',
  ),
  PROPOSAL_ENDED: entry(
    409,
    'The proposal has ended.',
    'La proposition est close.',
    'A proposal that was activated or refused.',
  ),
  PLANNER_UNAVAILABLE: entry(
    503,
    'The request could not be planned. Send it again.',
    'La requête n’a pas pu être planifiée. Envoyez-la de nouveau.',
    'The query planner ended or did not finish in time; nothing was asked of a store.',
  ),
  NOT_SUPPORTED: entry(
    400,
    'This is not supported.',
    'Ceci n’est pas pris en charge.',
    'Deferred fragments, streams and subscriptions, until they exist; a supergraph that the planner at hand would answer wrongly.',
  ),
  NOT_READY: entry(
    503,
    'Nothing can be answered at the moment.',
    'Rien ne peut être répondu pour le moment.',
    'Health: no store is up.',
  ),
  INTERNAL: entry(
    500,
    'Something went wrong on our side.',
    'Une erreur est survenue de notre côté.',
    'The unplanned; details stand in the log under the entry id.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(catalogue, code);
