//! The user's own section tables, laid over the ones that come with the program.

use crate::page::template::{Section, Template};

/// `base` with `own` on top. Of a section that both have, lists are joined, and a number, name or flag that `own` sets stands.
pub(super) fn lay_over(mut base: Vec<Template>, own: Vec<Template>) -> Result<Vec<Template>, String> {
    for template in own {
        match base.iter_mut().find(|known| known.id == template.id) {
            Some(known) => add(known, template)?,
            None => base.push(template),
        }
    }
    Ok(base)
}

fn add(known: &mut Template, own: Template) -> Result<(), String> {
    if !own.name.is_empty() {
        known.name = own.name;
    }
    known.categories.extend(own.categories);
    known.except.extend(own.except);
    known.tells.extend(own.tells);
    for section in own.sections {
        let ids: Vec<String> = known.sections.iter().map(|section| section.id.clone()).collect();
        let place = |id: &str| ids.iter().position(|other| other == id);
        let unknown = |id: &str| format!("template {:?}, section {:?}: there is no section {id:?}", own.id, section.id);
        let at = place(&section.id);
        if section.remove {
            known.sections.remove(at.ok_or_else(|| unknown(&section.id))?);
            continue;
        }
        if let Some(there) = at.and_then(|at| known.sections.get_mut(at)) {
            if section.replace {
                *there = section;
            } else {
                merge(there, section);
            }
            continue;
        }
        let at = match section.after.as_str() {
            "" => known.sections.len(),
            after => place(after).ok_or_else(|| unknown(after))? + 1,
        };
        known.sections.insert(at, section);
    }
    Ok(())
}

fn merge(known: &mut Section, own: Section) {
    for (known, own) in [(&mut known.name, own.name), (&mut known.learned, own.learned)] {
        if !own.is_empty() {
            *known = own;
        }
    }
    for (known, own) in [
        (&mut known.required, own.required),
        (&mut known.near_top, own.near_top),
        (&mut known.anywhere, own.anywhere),
        (&mut known.photos, own.photos),
        (&mut known.visual, own.visual),
    ] {
        *known |= own;
    }
    for (known, own) in [
        (&mut known.pictures, own.pictures),
        (&mut known.body_least, own.body_least),
        (&mut known.table_least, own.table_least),
        (&mut known.labels_least, own.labels_least),
        (&mut known.item_links, own.item_links),
        (&mut known.prose, own.prose),
    ] {
        if own > 0 {
            *known = own;
        }
    }
    for (known, own) in [
        (&mut known.headings, own.headings),
        (&mut known.stems, own.stems),
        (&mut known.endings, own.endings),
        (&mut known.statements, own.statements),
        (&mut known.body, own.body),
        (&mut known.table_corner, own.table_corner),
        (&mut known.table_heads, own.table_heads),
        (&mut known.table_rows, own.table_rows),
        (&mut known.measures, own.measures),
        (&mut known.measured, own.measured),
        (&mut known.labels, own.labels),
        (&mut known.anchors, own.anchors),
        (&mut known.files, own.files),
        (&mut known.links, own.links),
    ] {
        known.extend(own);
    }
    known.shapes.extend(own.shapes);
}

#[cfg(test)]
mod tests {
    use crate::page::template::Template;

    fn clothing(own: &str) -> Result<Template, String> {
        let text = format!("[[template]]\nid = \"clothing\"\n[[template.section]]\n{own}");
        let templates = Template::with_own("mine.toml", &text).map_err(|error| error.to_string())?;
        templates.into_iter().find(|template| template.id == "clothing").ok_or_else(String::new)
    }

    fn ids(template: &Template) -> Vec<&str> {
        template.sections.iter().map(|section| section.id.as_str()).collect()
    }

    #[test]
    fn a_known_section_gains_words_and_keeps_its_own() {
        let template = clothing("id = \"size\"\nheadings = [\"码数怎么挑\"]").unwrap();
        let size = template.sections.iter().find(|section| section.id == "size").unwrap();
        assert!(
            size.headings.iter().any(|word| word == "码数怎么挑") && size.headings.iter().any(|word| word == "尺码表")
        );
        assert!(size.required && size.name == "尺码表");
    }

    #[test]
    fn sections_are_replaced_removed_and_put_in_their_place() {
        let template = clothing("id = \"size\"\nname = \"码数\"\nreplace = true\nheadings = [\"码数\"]").unwrap();
        let size = template.sections.iter().find(|section| section.id == "size").unwrap();
        assert_eq!((size.name.as_str(), size.headings.len(), size.required), ("码数", 1, false));
        assert!(!ids(&clothing("id = \"tryon\"\nremove = true").unwrap()).contains(&"tryon"));
        let template = clothing("id = \"washing\"\nname = \"洗涤\"\nafter = \"size\"\nheadings = [\"洗涤\"]").unwrap();
        let ids = ids(&template);
        let at = |id: &str| ids.iter().position(|other| *other == id).unwrap();
        assert_eq!(at("washing"), at("size") + 1);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = clothing("id = \"washing\"\nname = \"洗涤\"\nafter = \"sise\"\nheadings = [\"洗涤\"]").unwrap_err();
        assert!(error.contains("there is no section \"sise\""), "{error}");
        assert!(clothing("id = \"washing\"\nremove = true").unwrap_err().contains("there is no section \"washing\""));
    }

    #[test]
    fn a_new_template_comes_behind_the_known_ones() {
        let own = "[[template]]\nid = \"pets\"\nname = \"宠物\"\ncategories = [\"宠物\"]\n[[template.section]]\nid = \"feed\"\nname = \"喂食\"\nheadings = [\"喂食建议\"]";
        let templates = Template::with_own("mine.toml", own).unwrap();
        let ids: Vec<&str> = templates.iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids, ["clothing", "general", "pets"]);
    }
}
