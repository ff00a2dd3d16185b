/** The rules of the nested graph: all of it is business, and nobody reads a birthday but `rights`. */
const purposes = `purposes:
  catalogue: {is: dpv:ServiceProvision, legalBasis: none, roles: [reader]}
  rights: {is: dpv:LegalCompliance, legalBasis: none, roles: [dpo-desk]}
conflicts: []
`;

const crm = `store: {name: crm, accountable: head of sales, steward: sales@example.test, residency: [EU]}
types:
  User: {class: business, read: {catalogue: clear, rights: clear}}
Query.me: {source: {computed: the first user}, says: The user who is asked about first.}
Query.user: {source: {edge: User}, says: One user by the id., arguments: {id: {key: User.id}}}
Query.users: {source: {edge: User}, says: All users there are.}
User.id: {source: {column: users.id}, says: Key of the user in every store.}
User.name: {source: {column: users.name}, says: What the user is called by others.}
User.username: {source: {column: users.username}, says: What the user signs reviews with.}
User.birthday: {source: {column: users.birthday}, says: Year in which the user was born., read: {rights: clear}}
`;

const supplyChain = `store: {name: supply-chain, accountable: head of logistics, steward: stock@example.test, residency: [EU]}
types:
  Product: {class: business, read: {catalogue: clear, rights: clear}}
Product.inStock: {source: {column: stock.in_stock}, says: Whether some of it lies in the warehouse.}
Product.shippingEstimate: {source: {computed: Product.weight and Product.price}, derivedFrom: [Product.weight, Product.price], says: What it costs to send one of them.}
`;

const finance = `store: {name: finance, accountable: chief financial officer, steward: prices@example.test, residency: [EU]}
types:
  Product: {class: business, read: {catalogue: clear, rights: clear}}
Query.topProducts: {source: {edge: Product}, says: What sells best.}
Product.upc: {source: {column: product.upc}, says: Key of the article in every store.}
Product.name: {source: {column: product.name}, says: What the article is called in the shop.}
Product.price: {source: {column: product.price}, says: What one of them costs in the shop.}
Product.weight: {source: {column: product.weight}, says: What one of them weighs when packed.}
`;

const customerPii = `store: {name: customer-pii, accountable: data-protection officer, steward: reviews@example.test, residency: [EU]}
types:
  Review: {class: business, read: {catalogue: clear, rights: clear}}
  User: {class: business, read: {catalogue: clear, rights: clear}}
  Product: {class: business, read: {catalogue: clear, rights: clear}}
Review.id: {source: {column: review.id}, says: Key of the review.}
Review.body: {source: {column: review.body}, says: What was written about the article.}
Review.product: {source: {edge: review.product_upc}, says: What the review is about.}
Review.author: {source: {edge: review.author_id}, says: Who has written the review.}
User.reviews: {source: {edge: users.id}, says: What this user has written.}
Product.reviews: {source: {edge: product.upc}, says: What was written about this article.}
`;

export const nestedPolicyFiles: Readonly<Record<string, string>> = {
  'policies/purposes.yaml': purposes,
  'policies/crm.yaml': crm,
  'policies/supply-chain.yaml': supplyChain,
  'policies/finance.yaml': finance,
  'policies/customer-pii.yaml': customerPii,
  'policies/gate.yaml': '{}\n',
};
