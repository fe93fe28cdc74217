//! Makes the layouts of mails: what `templates/*.mjml` say in MJML becomes tables, which askama fills and escapes like any template.

use mrml::prelude::parser::{ParserOptions, local_loader::LocalIncludeLoader};
use mrml::prelude::render::RenderOptions;
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// Each layout, and the type of what is shown in it.
const MAILS: [(&str, &str); 2] = [("digest", "crate::render::digest_view::View"), ("summary", "crate::render::summary_view::View")];

fn main() -> Result<(), Box<dyn Error>> {
    let templates = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("templates");
    for file in ["digest.mjml", "summary.mjml", "mail_head.mjml"] {
        println!("cargo::rerun-if-changed={}", templates.join(file).display());
    }
    for (mail, view) in MAILS {
        let template = format!(
            "#[derive(askama::Template)]\n#[template(ext = \"html\", source = r####\"{}\"####)]\nstruct Html<'a> {{\n    view: &'a {view},\n}}\n",
            compiled(&templates, mail)?
        );
        fs::write(Path::new(&env::var("OUT_DIR")?).join(format!("{mail}.rs")), template)?;
    }
    Ok(())
}

/// The layout as HTML. No fonts are named, so that none is loaded from elsewhere.
fn compiled(templates: &Path, mail: &str) -> Result<String, Box<dyn Error>> {
    let source = fs::read_to_string(templates.join(format!("{mail}.mjml")))?;
    let includes = LocalIncludeLoader::new(templates.canonicalize()?);
    let parsed = mrml::parse_with_options(source, &ParserOptions { include_loader: Box::new(includes) })?;
    let html = parsed.element.render(&RenderOptions { disable_comments: true, fonts: HashMap::new(), ..RenderOptions::default() })?;
    // Within `mj-raw`, what looks like MJML is left as it stands.
    if html.contains("<mj-") {
        return Err(format!("{mail}.mjml: an element of MJML was not compiled").into());
    }
    // A mail is the main part of what shows it, to those who go from part to part.
    Ok(html.replace("role=\"article\"", "role=\"main\""))
}
