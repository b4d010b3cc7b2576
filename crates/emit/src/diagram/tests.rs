use connector_model::domain::{
    Activity, ActivityResult, Association, AssociationEnd, Attribute, AttributeType, Domain,
    Entity, EntityId, Generalization, Multiplicity, Role, WireOperation,
};
use connector_model::service::{Auth, BodyFormat, Evidence};

use super::place::{Point, Rect};
use super::{Picture, emit, mermaid, picture};

/// A small generator of numbers, always the same from a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

const WORDS: [&str; 12] = [
    "Voice",
    "Table",
    "Function",
    "Key",
    "Policy",
    "Configuration",
    "Throughput",
    "Index",
    "Environment",
    "Layer",
    "Tag",
    "Description",
];

fn empty_domain() -> Domain {
    Domain {
        name: "Amazon Example".to_owned(),
        module: "AmazonExampleConnector".to_owned(),
        slug: "amazon-example".to_owned(),
        evidence: Evidence::Samples,
        documentation: None,
        entities: Vec::new(),
        enumerations: Vec::new(),
        associations: Vec::new(),
        activities: Vec::new(),
        errors: Vec::new(),
        identifiers: std::collections::BTreeMap::default(),
        traits: connector_model::service::ServiceTraits::default(),
    }
}

fn entity(name: &str, role: Role, attributes: usize) -> Entity {
    let kinds = [
        AttributeType::String,
        AttributeType::Integer,
        AttributeType::DateTime,
        AttributeType::Boolean,
    ];
    let attributes = (0..attributes).map(|index| Attribute {
        name: format!(
            "{}{}",
            WORDS[(index + name.len()) % WORDS.len()],
            WORDS[index % 7]
        ),
        kind: kinds[index % kinds.len()].clone(),
        required: role == Role::Request && index == 0,
        documentation: None,
    });
    Entity {
        name: name.to_owned(),
        role,
        shape: None,
        generalization: None,
        members: Vec::new(),
        attributes: attributes.collect(),
        received: true,
        sent: false,
        documentation: None,
        deprecated: None,
        xml_namespace: None,
    }
}

fn associate(domain: &mut Domain, container: usize, item: usize, multiplicity: Multiplicity) {
    let item_owns = multiplicity == Multiplicity::OneToMany;
    let ends = [container, item].map(|index| AssociationEnd::Entity(EntityId(index)));
    let [container_end, item_end] = ends;
    let (owner, other) = if item_owns {
        (item_end, container_end)
    } else {
        (container_end, item_end)
    };
    let name = |end: &AssociationEnd| match end {
        AssociationEnd::Entity(id) => domain.entities[id.0].name.clone(),
        AssociationEnd::Foreign(name) => name.clone(),
    };
    domain.associations.push(Association {
        name: format!("{}_{}", name(&owner), name(&other)),
        owner,
        other,
        multiplicity,
        container: EntityId(container),
        member: "Items".to_owned(),
    });
}

fn activity(domain: &mut Domain, action: &str, request_rows: usize) -> (usize, usize) {
    let request = domain.entities.len();
    let mut entity_of_request = entity(&format!("{action}Request"), Role::Request, request_rows);
    entity_of_request.generalization = Some(Generalization::Foreign(
        "AWSAuthentication.AbstractRequest".to_owned(),
    ));
    domain.entities.push(entity_of_request);
    domain.entities.push(entity(
        &format!("{action}Response"),
        Role::Response,
        request_rows % 3,
    ));
    domain.associations.push(Association {
        name: format!("{action}Request_BasicClientConfig"),
        owner: AssociationEnd::Entity(EntityId(request)),
        other: AssociationEnd::Foreign("AWSAuthentication.BasicClientConfig".to_owned()),
        multiplicity: Multiplicity::OneToOne,
        container: EntityId(request),
        member: "ClientConfig".to_owned(),
    });
    domain.activities.push(Activity {
        action: action.to_owned(),
        microflow: format!("Get_v1_{action}"),
        operation: action.to_owned(),
        category: "Amazon Example".to_owned(),
        request: EntityId(request),
        result: ActivityResult::Entity(EntityId(request + 1)),
        parameters: Vec::new(),
        errors: Vec::new(),
        wire: WireOperation {
            method: "GET".to_owned(),
            path: Vec::new(),
            fixed_query: Vec::new(),
            fixed_headers: Vec::new(),
            endpoint: Vec::new(),
            sample_region: None,
            auth: Auth::None,
            request_body: BodyFormat::None,
            traits: connector_model::service::OperationTraits::default(),
        },
        examples: Vec::new(),
        documentation: None,
    });
    (request, request + 1)
}

/// A model of about as many entities, some of them shared, some of them recursive.
fn random(seed: u64, size: usize) -> Domain {
    let mut numbers = Numbers(seed);
    let mut domain = empty_domain();
    let mut number = 0;
    let mut shared = Vec::new();
    while domain.entities.len() < size {
        number += 1;
        let action = format!(
            "{}{}{number}",
            ["Get", "List", "Describe"][number % 3],
            WORDS[numbers.below(12)]
        );
        let rows = numbers.below(6);
        let (_, response) = activity(&mut domain, &action, rows);
        let mut inside = vec![response];
        for _ in 0..numbers.below(6) {
            let container = inside[numbers.below(inside.len())];
            let name = format!(
                "{}{}{}",
                WORDS[numbers.below(12)],
                WORDS[numbers.below(12)],
                domain.entities.len()
            );
            let role =
                [Role::Nested, Role::Nested, Role::ListItem, Role::MapEntry][numbers.below(4)];
            let rows = if role == Role::Nested {
                numbers.below(18)
            } else {
                1
            };
            let index = domain.entities.len();
            domain.entities.push(entity(&name, role, rows));
            let multiplicities = [
                Multiplicity::OneToMany,
                Multiplicity::OneToOne,
                Multiplicity::ManyToMany,
            ];
            associate(
                &mut domain,
                container,
                index,
                multiplicities[numbers.below(3)],
            );
            inside.push(index);
            if numbers.below(4) == 0 {
                shared.push(index);
            }
            if numbers.below(12) == 0 {
                associate(&mut domain, index, container, Multiplicity::OneToOne);
            }
        }
        if !shared.is_empty() && numbers.below(3) == 0 {
            let general = shared[numbers.below(shared.len())];
            let mut special = entity(&format!("{action}Special"), Role::Specialization, 0);
            special.generalization = Some(Generalization::Entity(EntityId(general)));
            let index = domain.entities.len();
            domain.entities.push(special);
            associate(&mut domain, response, index, Multiplicity::OneToMany);
        }
    }
    domain
}

/// A response with as many structures directly inside of it.
fn fan(size: usize) -> Domain {
    let mut domain = empty_domain();
    let (_, response) = activity(&mut domain, "GetFan", 3);
    for number in 0..size {
        let index = domain.entities.len();
        let name = format!("{}{number}", WORDS[number % WORDS.len()]);
        domain
            .entities
            .push(entity(&name, Role::Nested, number % 5));
        associate(&mut domain, response, index, Multiplicity::OneToOne);
    }
    domain
}

/// Every card, line and label of a picture in its own coordinates.
struct Places {
    cards: Vec<Rect>,
    lines: Vec<Vec<Point>>,
    labels: Vec<Rect>,
}

fn places(picture: &Picture) -> Places {
    let mut places = Places {
        cards: Vec::new(),
        lines: Vec::new(),
        labels: Vec::new(),
    };
    for panel in &picture.panels {
        let dx = panel.rect.x + super::PADDING;
        let dy = panel.rect.y + super::pack::TITLE;
        let inside = &panel.placed;
        places.cards.extend(inside.cards.iter().map(|card| Rect {
            x: card.x + dx,
            y: card.y + dy,
            ..*card
        }));
        for line in &inside.lines {
            places.lines.push(
                line.iter()
                    .map(|at| Point {
                        x: at.x + dx,
                        y: at.y + dy,
                    })
                    .collect(),
            );
        }
        let room = panel.rect.width - 2 * super::PADDING;
        places.labels.push(Rect {
            x: dx,
            y: dy - 22,
            width: super::width(&panel.title, 14, super::Weight::Bold).min(room),
            height: 15,
        });
        for (at, text) in inside.labels.iter().flatten() {
            let width = super::width(text, super::SMALL_SIZE, super::Weight::Regular);
            places.labels.push(Rect {
                x: at.x + dx,
                y: at.y + dy - 9,
                width,
                height: 11,
            });
        }
    }
    places
}

fn apart(a: Rect, b: Rect) -> bool {
    a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y
}

fn segments(line: &[Point]) -> impl Iterator<Item = Rect> {
    line.windows(2).map(|ends| Rect {
        x: ends[0].x.min(ends[1].x),
        y: ends[0].y.min(ends[1].y),
        width: (ends[0].x - ends[1].x).abs(),
        height: (ends[0].y - ends[1].y).abs(),
    })
}

/// Pairs of lines that lie on top of each other, though they do not end in the same place.
fn covered(lines: &[Vec<Point>]) -> usize {
    let mut count = 0;
    for (index, a) in lines.iter().enumerate() {
        for b in &lines[index + 1..] {
            if a.last() == b.last() {
                continue;
            }
            let on_top = segments(a).any(|s| {
                segments(b).any(|t| {
                    let level = s.height == 0 && t.height == 0 && s.y == t.y;
                    let upright = s.width == 0 && t.width == 0 && s.x == t.x;
                    (level && s.x < t.right() && t.x < s.right())
                        || (upright && s.y < t.bottom() && t.y < s.bottom())
                })
            });
            count += usize::from(on_top);
        }
    }
    count
}

#[test]
fn nothing_lies_on_anything_else() {
    let models = (0..60).map(|seed| random(seed, 2 + usize::try_from(seed).expect("small") * 2));
    let fans = [20, 60].map(fan);
    for (seed, domain) in models.chain(fans).enumerate() {
        let picture = picture(&domain);
        let Places {
            cards,
            lines,
            labels,
        } = places(&picture);
        for (index, a) in cards.iter().enumerate() {
            for b in &cards[index + 1..] {
                assert!(apart(*a, *b), "seed {seed}: cards {a:?} and {b:?} overlap");
            }
            for label in &labels {
                assert!(apart(*a, *label), "seed {seed}: a label lies on a card");
            }
            // A line touches the sides of the cards that it joins, and nothing inside of any.
            let inside = Rect {
                x: a.x + 1,
                y: a.y + 1,
                width: a.width - 2,
                height: a.height - 2,
            };
            for segment in lines.iter().flat_map(|line| segments(line)) {
                let thick = Rect {
                    width: segment.width.max(1),
                    height: segment.height.max(1),
                    ..segment
                };
                assert!(
                    apart(inside, thick),
                    "seed {seed}: a line runs through a card"
                );
            }
        }
        for (index, a) in labels.iter().enumerate() {
            for b in &labels[index + 1..] {
                assert!(apart(*a, *b), "seed {seed}: labels {a:?} and {b:?} overlap");
            }
            for segment in lines.iter().flat_map(|line| segments(line)) {
                let thick = Rect {
                    width: segment.width.max(1),
                    height: segment.height.max(1),
                    ..segment
                };
                assert!(apart(*a, thick), "seed {seed}: a line runs through a label");
            }
        }
        assert_eq!(
            covered(&lines),
            0,
            "seed {seed}: lines lie on top of each other"
        );
        for rect in cards.iter().chain(&labels) {
            assert!(rect.x >= 0 && rect.y >= 0, "seed {seed}");
            assert!(
                rect.right() <= picture.width && rect.bottom() <= picture.height,
                "seed {seed}"
            );
        }
    }
}

#[test]
fn every_association_and_generalization_of_the_model_is_drawn_once() {
    for seed in 0..20 {
        let domain = random(seed, 40);
        let svg = emit(&domain);
        for association in &domain.associations {
            let title = format!("<title>{}: ", association.name);
            let twins = domain
                .associations
                .iter()
                .filter(|other| other.name == association.name);
            assert_eq!(
                svg.matches(&title).count(),
                twins.count(),
                "seed {seed}: {title}"
            );
        }
        for entity in &domain.entities {
            let card = format!("<g><title>{}</title>", entity.name);
            assert!(svg.contains(&card), "seed {seed}: {card}");
        }
    }
}

#[test]
fn the_picture_of_an_empty_model_is_still_a_picture() {
    let svg = emit(&empty_domain());
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
        "{svg}"
    );
}

#[test]
fn a_picture_is_neither_a_ribbon_nor_a_tower() {
    let models = [(1, 12), (2, 30), (3, 60), (4, 120)].map(|(seed, size)| random(seed, size));
    for domain in models.into_iter().chain([20, 60, 120].map(fan)) {
        let picture = picture(&domain);
        let ratio = f64::from(picture.width) / f64::from(picture.height);
        assert!(
            (0.6..3.5).contains(&ratio),
            "{} entities: {} by {}",
            domain.entities.len(),
            picture.width,
            picture.height
        );
    }
}

#[test]
fn hostile_names_stay_text() {
    let mut domain = empty_domain();
    let hostile =
        "</text><script>alert(1)</script>\u{202e}&\u{1b}[0m\"'%%{init}%%;click a call b()\nend";
    domain.name = hostile.to_owned();
    let (request, response) = activity(&mut domain, hostile, 3);
    domain.entities[request].attributes[0].name = hostile.to_owned();
    domain.entities[response].name = hostile.to_owned();
    associate(&mut domain, request, response, Multiplicity::OneToOne);
    let svg = emit(&domain);
    assert!(
        !svg.contains("<script") && !svg.contains('\u{202e}') && !svg.contains('\u{1b}'),
        "{svg}"
    );
    let text = mermaid(&domain);
    let clean = empty_lines(&text);
    assert!(
        clean
            .iter()
            .all(|line| !line.contains("%%") && !line.trim_start().starts_with("click")),
        "{text}"
    );
    assert_eq!(text.matches('"').count() % 2, 0, "{text}");
}

fn empty_lines(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .collect()
}
