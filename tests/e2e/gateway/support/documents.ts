/** The registered documents of the small graph. */
export const customer360 = `query Customer360($id: ID!)
  @screen(purpose: "account-management", roles: ["account-manager", "care-agent"], subjectsMax: 6, showWithheld: ["Person.birthDate"]) {
  customer(id: $id) {
    id tradeName
    contacts { id person { id name birthDate emails { value } } }
    opportunities(first: 2) { edges { node { id name amount { minorUnits currency } } } }
    receivables { balance { minorUnits } overdue { minorUnits } }
    shipments { id number status }
    onTimeDeliveryPct
  }
}
`;
export const pipelineBoard = `query PipelineBoard($from: Date)
  @screen(purpose: "sales-planning", roles: ["account-manager", "sales-lead"], subjectsMax: 0) {
  pipeline(first: 10, filter: { closeFrom: $from }) { totalCount edges { node { id name customer { id tradeName } } } }
}
`;
export const activityFeed = `query ActivityFeed($id: ID!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1, showWithheld: ["NoteActivity.body"]) {
  customer(id: $id) { activities { id ... on CallActivity { outcome } ... on NoteActivity { body } subject } }
}
`;
export const creditView = `query CreditView($id: ID!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
  customer(id: $id) { id credit { onHold available { minorUnits } } parent { id credit { onHold } } }
}
`;
export const byMail = `query ByMail($mail: String!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
  customerByMail(mail: $mail) { id }
}
`;
export const catalogue = `query Catalogue($max: Int)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 0) {
  products(max: $max) { id sku name }
}
`;
export const strict = `query Strict($id: ID!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1, showWithheld: ["Person.birthDate"], onDenied: REFUSE) {
  customer(id: $id) { contacts { person { id birthDate } } }
}
`;
export const moveOpportunity = `mutation MoveOpportunity($id: ID!, $note: String)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
  moveOpportunity(id: $id, note: $note) { opportunity { id stage } errors { code path } }
}
`;
export const allDocuments = [
  ...[customer360, pipelineBoard, activityFeed, creditView],
  ...[byMail, catalogue, strict, moveOpportunity],
];
