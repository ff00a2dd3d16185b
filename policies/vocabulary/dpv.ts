/**
 * Terms of the W3C Data Privacy Vocabulary, version 2.2 (https://w3id.org/dpv), in use here or
 * close to what is: data, copied with its notice, which stands in LICENSE-W3C.txt beside this file.
 */
export interface VocabularyTerm {
  readonly iri: string;
  readonly label: string;
  readonly definition: string;
}

/** Terms that say what a purpose is. */
export const dpvPurposes: Readonly<Record<string, VocabularyTerm>> = {
  'dpv:CreditChecking': { iri: 'https://w3id.org/dpv#CreditChecking', label: 'Credit Checking', definition: 'Purposes associated with monitoring, performing, or assessing credit worthiness or solvency' },
  'dpv:CustomerCare': { iri: 'https://w3id.org/dpv#CustomerCare', label: 'Customer Care', definition: 'Customer Care refers to purposes associated with purposes for providing assistance, resolving issues, ensuring satisfaction, etc. in relation to services provided' },
  'dpv:CustomerClaimsManagement': { iri: 'https://w3id.org/dpv#CustomerClaimsManagement', label: 'Customer Claims Management', definition: 'Customer Claims Management refers to purposes associated with managing claims, including repayment of monies owed' },
  'dpv:CustomerManagement': { iri: 'https://w3id.org/dpv#CustomerManagement', label: 'Customer Management', definition: 'Customer Management refers to purposes associated with managing activities related with past, current, and future customers' },
  'dpv:CustomerOrderManagement': { iri: 'https://w3id.org/dpv#CustomerOrderManagement', label: 'Customer Order Management', definition: 'Customer Order Management refers to purposes associated with managing customer orders i.e. processing of an order related to customer\'s purchase of good or services' },
  'dpv:CustomerRelationshipManagement': { iri: 'https://w3id.org/dpv#CustomerRelationshipManagement', label: 'Customer Relationship Management', definition: 'Customer Relationship Management refers to purposes associated with managing and analysing interactions with past, current, and potential customers' },
  'dpv:CustomerSolvencyMonitoring': { iri: 'https://w3id.org/dpv#CustomerSolvencyMonitoring', label: 'Customer Solvency Monitoring', definition: 'Customer Solvency Monitoring refers to purposes associated with monitor solvency of customers for financial diligence' },
  'dpv:DeliveryOfGoods': { iri: 'https://w3id.org/dpv#DeliveryOfGoods', label: 'Delivery of Goods', definition: 'Purposes associated with delivering goods and services requested or asked by consumer' },
  'dpv:DirectMarketing': { iri: 'https://w3id.org/dpv#DirectMarketing', label: 'Direct Marketing', definition: 'Purposes associated with conducting direct marketing i.e. marketing communicated directly to the individual' },
  'dpv:DisputeManagement': { iri: 'https://w3id.org/dpv#DisputeManagement', label: 'Dispute Management', definition: 'Purposes associated with activities that manage disputes by natural persons, private bodies, or public authorities relevant to organisation' },
  'dpv:EstablishContractualAgreement': { iri: 'https://w3id.org/dpv#EstablishContractualAgreement', label: 'Establish Contractual Agreement', definition: 'Purposes associated with carrying out data processing to establish an agreement, such as for entering into a contract' },
  'dpv:FraudPreventionAndDetection': { iri: 'https://w3id.org/dpv#FraudPreventionAndDetection', label: 'Fraud Prevention and Detection', definition: 'Purposes associated with fraud detection, prevention, and mitigation' },
  'dpv:FulfilmentOfContractualObligation': { iri: 'https://w3id.org/dpv#FulfilmentOfContractualObligation', label: 'Fulfilment of Contractual Obligation', definition: 'Purposes associated with carrying out data processing to fulfill a contractual obligation' },
  'dpv:FulfilmentOfObligation': { iri: 'https://w3id.org/dpv#FulfilmentOfObligation', label: 'Fulfilment of Obligation', definition: 'Purposes associated with carrying out data processing to fulfill an obligation' },
  'dpv:IdentityVerification': { iri: 'https://w3id.org/dpv#IdentityVerification', label: 'Identity Verification', definition: 'Purposes associated with verifying or authenticating identity as a form of security' },
  'dpv:InternalResourceOptimisation': { iri: 'https://w3id.org/dpv#InternalResourceOptimisation', label: 'Internal Resource Optimisation', definition: 'Purposes associated with optimisation of internal resource availability and usage for organisation' },
  'dpv:LegalCompliance': { iri: 'https://w3id.org/dpv#LegalCompliance', label: 'Legal Compliance', definition: 'Purposes associated with carrying out data processing to fulfill a legal or statutory obligation' },
  'dpv:Marketing': { iri: 'https://w3id.org/dpv#Marketing', label: 'Marketing', definition: 'Purposes associated with conducting marketing in relation to organisation or products or services e.g. promoting, selling, and distributing' },
  'dpv:OrganisationComplianceManagement': { iri: 'https://w3id.org/dpv#OrganisationComplianceManagement', label: 'Organisation Compliance Management', definition: 'Purposes associated with managing compliance for organisation in relation to internal policies' },
  'dpv:OrganisationGovernance': { iri: 'https://w3id.org/dpv#OrganisationGovernance', label: 'Organisation Governance', definition: 'Purposes associated with conducting activities and functions for governance of an organisation' },
  'dpv:OrganisationRiskManagement': { iri: 'https://w3id.org/dpv#OrganisationRiskManagement', label: 'Organisation Risk Management', definition: 'Purposes associated with managing risk for organisation\'s activities' },
  'dpv:PaymentManagement': { iri: 'https://w3id.org/dpv#PaymentManagement', label: 'Payment Management', definition: 'Purposes associated with processing and managing payment in relation to service, including invoicing and records' },
  'dpv:RecordManagement': { iri: 'https://w3id.org/dpv#RecordManagement', label: 'Record Management', definition: 'Purposes associated with manage creation, storage, and use of records relevant to operations, events, and processes e.g. to store logs or access requests' },
  'dpv:RequestedServiceProvision': { iri: 'https://w3id.org/dpv#RequestedServiceProvision', label: 'Requested Service Provision', definition: 'Purposes associated with delivering services as requested by user or consumer' },
  'dpv:RightsFulfilment': { iri: 'https://w3id.org/dpv#RightsFulfilment', label: 'Rights Fulfilment', definition: 'Purposes associated with the fulfillment of rights specified in law' },
  'dpv:ServiceOptimisation': { iri: 'https://w3id.org/dpv#ServiceOptimisation', label: 'Service Optimisation', definition: 'Purposes associated with optimisation of services or activities' },
  'dpv:ServiceProvision': { iri: 'https://w3id.org/dpv#ServiceProvision', label: 'Service Provision', definition: 'Purposes associated with providing service or product or activities' },
  'dpv:VendorManagement': { iri: 'https://w3id.org/dpv#VendorManagement', label: 'Vendor Management', definition: 'Purposes associated with manage orders, payment, evaluation, and prospecting related to vendors' },
  'dpv:VendorPayment': { iri: 'https://w3id.org/dpv#VendorPayment', label: 'Vendor Payment', definition: 'Purposes associated with managing payment of vendors' },
  'dpv:VendorRecordsManagement': { iri: 'https://w3id.org/dpv#VendorRecordsManagement', label: 'Vendor Records Management', definition: 'Purposes associated with managing records and orders related to vendors' },
  'dpv:VendorSelectionAssessment': { iri: 'https://w3id.org/dpv#VendorSelectionAssessment', label: 'Vendor Selection Assessment', definition: 'Purposes associated with managing selection, assessment, and evaluation related to vendors' },
};

/** Terms of the Personal Data extension that say what kind of personal data a field holds. */
export const dpvPersonalData: Readonly<Record<string, VocabularyTerm>> = {
  'pd:AccountIdentifier': { iri: 'https://w3id.org/dpv/pd#AccountIdentifier', label: 'Account Identifier', definition: 'Information about financial account identifier' },
  'pd:AgeExact': { iri: 'https://w3id.org/dpv/pd#AgeExact', label: 'Age Exact', definition: 'Information about the exact age (i.e. to some degree within a year, month, or day)' },
  'pd:AgeRange': { iri: 'https://w3id.org/dpv/pd#AgeRange', label: 'Age Range', definition: 'Information about age range i.e. inexact age to some degree (i.e. some years)' },
  'pd:Age': { iri: 'https://w3id.org/dpv/pd#Age', label: 'Age', definition: 'Information about age' },
  'pd:BankAccount': { iri: 'https://w3id.org/dpv/pd#BankAccount', label: 'Bank Account', definition: 'Information about bank accounts' },
  'pd:BirthDate': { iri: 'https://w3id.org/dpv/pd#BirthDate', label: 'Birth Date', definition: 'Information about birth date' },
  'pd:City': { iri: 'https://w3id.org/dpv/pd#City', label: 'City', definition: 'Information about city as a location' },
  'pd:Communication': { iri: 'https://w3id.org/dpv/pd#Communication', label: 'Communication', definition: 'Information communicated from or to an individual' },
  'pd:Contact': { iri: 'https://w3id.org/dpv/pd#Contact', label: 'Contact', definition: 'Information about contacts or used for contacting e.g. email address or phone number' },
  'pd:Country': { iri: 'https://w3id.org/dpv/pd#Country', label: 'Country', definition: 'Information about country e.g. residence, travel' },
  'pd:CreditStanding': { iri: 'https://w3id.org/dpv/pd#CreditStanding', label: 'Credit Standing', definition: 'Information about credit standing' },
  'pd:CreditWorthiness': { iri: 'https://w3id.org/dpv/pd#CreditWorthiness', label: 'Credit Worthiness', definition: 'Information about credit worthiness' },
  'pd:EmailAddressWork': { iri: 'https://w3id.org/dpv/pd#EmailAddressWork', label: 'Email Address Work', definition: 'Information about Email address used for Work or in Professional capacity' },
  'pd:EmailAddress': { iri: 'https://w3id.org/dpv/pd#EmailAddress', label: 'Email Address', definition: 'Information about Email address' },
  'pd:EmailContent': { iri: 'https://w3id.org/dpv/pd#EmailContent', label: 'Email Content', definition: 'Information about the contents of Emails sent or received' },
  'pd:FinancialAccountNumber': { iri: 'https://w3id.org/dpv/pd#FinancialAccountNumber', label: 'Financial Account Number', definition: 'Information about financial account number' },
  'pd:FinancialAccount': { iri: 'https://w3id.org/dpv/pd#FinancialAccount', label: 'Financial Account', definition: 'Information about financial accounts' },
  'pd:Financial': { iri: 'https://w3id.org/dpv/pd#Financial', label: 'Financial', definition: 'Information about finance including monetary characteristics and transactions' },
  'pd:Identifier': { iri: 'https://w3id.org/dpv/pd#Identifier', label: 'Identifier', definition: 'Information about an identifier or name used for identification' },
  'pd:Identifying': { iri: 'https://w3id.org/dpv/pd#Identifying', label: 'Identifying', definition: 'Information that uniquely or semi-uniquely identifies an individual or a group' },
  'pd:Job': { iri: 'https://w3id.org/dpv/pd#Job', label: 'Job', definition: 'Information about professional jobs' },
  'pd:Language': { iri: 'https://w3id.org/dpv/pd#Language', label: 'Language', definition: 'Information about language and lingual history' },
  'pd:Locality': { iri: 'https://w3id.org/dpv/pd#Locality', label: 'Locality', definition: 'Information about locality e.g. city, village, town, portion of a city as a location' },
  'pd:Location': { iri: 'https://w3id.org/dpv/pd#Location', label: 'Location', definition: 'Information about location' },
  'pd:Name': { iri: 'https://w3id.org/dpv/pd#Name', label: 'Name', definition: 'Information about names associated or used as given name or nickname' },
  'pd:OfficialID': { iri: 'https://w3id.org/dpv/pd#OfficialID', label: 'Official ID', definition: 'Information about an official identifier or identification document' },
  'pd:Passport': { iri: 'https://w3id.org/dpv/pd#Passport', label: 'Passport', definition: 'Information about passport' },
  'pd:PaymentCardNumber': { iri: 'https://w3id.org/dpv/pd#PaymentCardNumber', label: 'Payment Card Number', definition: 'Information about payment card number' },
  'pd:PaymentCard': { iri: 'https://w3id.org/dpv/pd#PaymentCard', label: 'Payment Card', definition: 'Information about payment card such as Credit Card, Debit Card' },
  'pd:PhysicalAddress': { iri: 'https://w3id.org/dpv/pd#PhysicalAddress', label: 'Physical Address', definition: 'Information about physical address' },
  'pd:PostalCode': { iri: 'https://w3id.org/dpv/pd#PostalCode', label: 'Postal Code', definition: 'Information about postal code as a location' },
  'pd:Preference': { iri: 'https://w3id.org/dpv/pd#Preference', label: 'Preference', definition: 'Information about preferences or interests' },
  'pd:PrivacyPreference': { iri: 'https://w3id.org/dpv/pd#PrivacyPreference', label: 'Privacy Preference', definition: 'Information about privacy preferences' },
  'pd:Professional': { iri: 'https://w3id.org/dpv/pd#Professional', label: 'Professional', definition: 'Information about educational or professional career' },
  'pd:Purchase': { iri: 'https://w3id.org/dpv/pd#Purchase', label: 'Purchase', definition: 'Information about purchases such as items bought e.g. grocery or clothing' },
  'pd:Region': { iri: 'https://w3id.org/dpv/pd#Region', label: 'Region', definition: 'Information about region as a location' },
  'pd:Street': { iri: 'https://w3id.org/dpv/pd#Street', label: 'Street', definition: 'Information about street as a location' },
  'pd:Tax': { iri: 'https://w3id.org/dpv/pd#Tax', label: 'Tax', definition: 'Information about financial tax e.g. tax records or tax due' },
  'pd:TelephoneNumber': { iri: 'https://w3id.org/dpv/pd#TelephoneNumber', label: 'Telephone Number', definition: 'Information about telephone number' },
  'pd:Transaction': { iri: 'https://w3id.org/dpv/pd#Transaction', label: 'Transaction', definition: 'Information about financial transactions e.g. bank transfers' },
  'pd:UID': { iri: 'https://w3id.org/dpv/pd#UID', label: 'UID', definition: 'Information about unique identifiers' },
};
