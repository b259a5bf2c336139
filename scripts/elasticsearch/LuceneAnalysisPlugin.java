package townhall.analysis;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * Lucene's own filters under the names and settings that Elasticsearch's analysis-common module
 * gives them: the server on Maven Central, made for tests, leaves that module out. A full server
 * needs none of this, and the same index settings work on both.
 */
public final class LuceneAnalysisPlugin extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.ofEntries(
            filter("elision", s -> {
                CharArraySet articles = new CharArraySet(s.getAsList("articles"), s.getAsBoolean("articles_case", false));
                return in -> new ElisionFilter(in, articles.isEmpty() ? FrenchAnalyzer.DEFAULT_ARTICLES : articles);
            }),
            filter("stemmer", s -> stemmer(s.get("language", s.get("name", "english"))))
        );
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new));
    }

    private static UnaryOperator<TokenStream> stemmer(String language) {
        return switch (language) {
            case "light_french" -> FrenchLightStemFilter::new;
            // What a filter without settings is, and the server makes one of each.
            case "english" -> PorterStemFilter::new;
            case "porter2" -> in -> new SnowballFilter(in, "English");
            case "possessive_english" -> EnglishPossessiveFilter::new;
            default -> throw new IllegalArgumentException("stemmer [" + language + "] is not in this test server");
        };
    }

    private static Map.Entry<String, AnalysisProvider<TokenFilterFactory>> filter(
        String type, Function<Settings, UnaryOperator<TokenStream>> build
    ) {
        return Map.entry(type, (index, env, name, settings) -> {
            UnaryOperator<TokenStream> wrap = build.apply(settings);
            return new NormalizingTokenFilterFactory() {
                public String name() { return name; }
                public TokenStream create(TokenStream in) { return wrap.apply(in); }
            };
        });
    }
}
