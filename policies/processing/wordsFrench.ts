import { durationWords, type RecordWords } from './words.ts';

const units: readonly (readonly [letter: string, one: string, many: string])[] = [
  ['Y', 'an', 'ans'],
  ['M', 'mois', 'mois'],
  ['W', 'semaine', 'semaines'],
  ['D', 'jour', 'jours'],
];

const persons: Readonly<Record<string, string>> = {
  Customer: 'clients personnes physiques ou entrepreneurs individuels',
  Person: 'personnes connues comme clients ou leurs contacts',
  'Lead.person': 'prospects',
  'Contact.person': 'interlocuteurs des clients',
  'Customer.primaryContact': 'interlocuteurs des clients',
  'Customer.identity': 'clients personnes physiques ou entrepreneurs individuels',
  'SignatureEnvelope.signers': 'signataires',
  'PartyIdentity.beneficialOwners': 'bénéficiaires effectifs',
  'PartyIdentity.person': 'clients personnes physiques ou entrepreneurs individuels',
};

/** Terms of the W3C vocabulary that the published policies use; others keep their own name. */
const terms: Readonly<Record<string, string>> = {
  'dpv:CreditChecking': 'contrôle de la solvabilité',
  'dpv:CustomerCare': 'service à la clientèle',
  'dpv:CustomerRelationshipManagement': 'gestion de la relation client',
  'dpv:DeliveryOfGoods': 'livraison de biens',
  'dpv:DirectMarketing': 'prospection directe',
  'dpv:EstablishContractualAgreement': 'établissement d’un contrat',
  'dpv:LegalCompliance': 'respect d’une obligation légale',
  'dpv:PaymentManagement': 'gestion des paiements',
  'dpv:RightsFulfilment': 'réponse aux droits des personnes',
  'dpv:ServiceOptimisation': 'optimisation du service',
  'dpv:VendorManagement': 'gestion des fournisseurs',
  'pd:AgeRange': 'tranche d’âge',
  'pd:BankAccount': 'compte bancaire',
  'pd:BirthDate': 'date de naissance',
  'pd:Country': 'pays',
  'pd:EmailAddress': 'adresse électronique',
  'pd:FinancialAccount': 'compte financier',
  'pd:Identifier': 'identifiant',
  'pd:Language': 'langue',
  'pd:Locality': 'localité',
  'pd:Location': 'lieu',
  'pd:Name': 'nom',
  'pd:OfficialID': 'identifiant officiel',
  'pd:PhysicalAddress': 'adresse postale',
  'pd:PostalCode': 'code postal',
  'pd:PrivacyPreference': 'préférences de confidentialité',
  'pd:Region': 'région',
  'pd:TelephoneNumber': 'numéro de téléphone',
  'pd:UID': 'identifiant unique',
};

const events: Readonly<Record<string, string>> = {
  'case.closed': 'la clôture du dossier',
  'consent.given': 'le consentement',
  'consent.withdrawn': 'le retrait du consentement',
  'contract.end': 'la fin du contrat',
  'customer.erased': 'l’effacement du client',
  'entry.written': 'l’inscription au journal',
  'invoice.paid': 'le paiement de la facture',
  'invoice.year-end': 'la fin de l’exercice de la facture',
  'order.closed': 'la clôture de la commande',
  'quote.expired': 'l’expiration du devis',
  'request.closed': 'la clôture de la demande',
  'shipment.delivered': 'la livraison',
};

/** The record in French. */
export const french: RecordWords = {
  language: 'fr',
  title: 'Registre des activités de traitement',
  intro:
    'Article 30 du RGPD. Chaque ligne est une finalité : ce que la politique publiée déclare et ce que le journal d’audit a vu.',
  controller: 'Responsable du traitement',
  controllerMissing:
    'Non indiqué ici : le nom et les coordonnées du responsable (article 30, § 1, a) sont donnés à l’établissement du registre.',
  representative: 'Représentant',
  officer: 'Délégué à la protection des données',
  policy: (hash, version) =>
    `Politique publiée ${hash}${version === null ? '' : `, version ${String(version)}`}`,
  madeAt: 'Établi le',
  observedWindow: (from, to, releases) =>
    `Observé du ${from} au ${to} : ${String(releases)} réponses contenant des données de personnes.`,
  notObserved: 'Partie déclarée seule : le journal d’audit n’a pas été consulté.',
  undeclared: 'Usages non déclarés',
  undeclaredNone: 'Aucun : tout ce que le journal a vu est déclaré.',
  undeclaredKind: {
    PURPOSE: 'finalité non déclarée',
    ROLE: 'rôle que la finalité ne nomme pas',
    SCREEN: 'écran non enregistré pour la finalité',
    FIELD: 'champ que la finalité ne peut pas lire',
    FORM: 'champ affiché autrement que déclaré',
  },
  declaredThen: (then) =>
    then === null
      ? 'inconnu : la politique de l’époque n’est pas disponible'
      : then
        ? 'oui : la politique a été restreinte depuis'
        : 'non',
  activities: 'Activités de traitement',
  heads: {
    purpose: 'Finalité',
    basis: 'Base juridique',
    law: 'Loi',
    assessments: 'Analyses',
    roles: 'Rôles',
    recipients: 'Destinataires',
    persons: 'Catégories de personnes',
    data: 'Catégories de données',
    retention: 'Durée de conservation',
    erasure: 'Effacement',
    stores: 'Systèmes et responsables',
    residency: 'Lieu des données',
    safeguards: 'Mesures de sécurité',
    documents: 'Écrans et commandes',
    observed: 'Observé',
    neverFields: 'Champs jamais utilisés',
    neverRoles: 'Rôles jamais utilisés',
    field: 'Champ',
    form: 'Affiché en',
    kind: 'Ce qui n’est pas déclaré',
    subject: 'Lequel',
    screen: 'Écran',
    times: 'Réponses',
    first: 'Première',
    last: 'Dernière',
    then: 'Déclaré à l’époque',
  },
  active: (active) => (active ? 'utilisée' : 'aucun écran ni commande n’est enregistré'),
  nobody: 'aucun',
  never: 'jamais vu',
  yes: 'oui',
  no: 'non',
  noPersonal: 'Aucune donnée de personne n’est à sa portée.',
  basis: {
    'gdpr:A6-1-a': 'consentement (RGPD art. 6, § 1, a)',
    'gdpr:A6-1-b': 'contrat (RGPD art. 6, § 1, b)',
    'gdpr:A6-1-c': 'obligation légale (RGPD art. 6, § 1, c)',
    'gdpr:A6-1-d': 'intérêts vitaux (RGPD art. 6, § 1, d)',
    'gdpr:A6-1-e': 'mission d’intérêt public (RGPD art. 6, § 1, e)',
    'gdpr:A6-1-f': 'intérêt légitime (RGPD art. 6, § 1, f)',
    none: 'non requise : aucun champ personnel à sa portée',
  },
  class: {
    structure: 'structure',
    business: 'données métier',
    party: 'données d’une fiche client',
    'subject-key': 'références à des personnes',
    personal: 'données personnelles',
    'personal-sensitive': 'catégories particulières de données',
    'free-text': 'texte libre',
  },
  erase: {
    delete: 'supprimé',
    null: 'vidé',
    unlink: 'référence retirée',
    coarsen: 'rendu moins précis',
    shred: 'clé détruite',
    retain: 'conservé',
  },
  until: (event) => `jusqu’à ${event}`,
  event: events,
  duration: (iso) => durationWords(iso, units),
  from: (duration, event) => `${duration} à compter de : ${event}`,
  person: (path) => persons[path] ?? path,
  term: (term) => terms[term] ?? term,
  safeguards: (encrypted, reduced, windowed) =>
    `${String(encrypted)} champs sous une clé de la personne, ${String(reduced)} affichés sous forme réduite, ${String(windowed)} seulement tant qu’il y a un motif ; chaque réponse est inscrite au journal d’audit avant de partir.`,
  seen: ({ releases, roles, screens, firstAt, lastAt }) =>
    releases === 0
      ? 'non utilisée'
      : `${String(releases)} réponses à ${roles.join(', ')} sur ${screens.join(', ')}, du ${firstAt ?? ''} au ${lastAt ?? ''}`,
  details: (count) => `${String(count)} champs`,
};
