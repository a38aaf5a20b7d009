// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/contract.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QStringList>

namespace digidig::rest {

namespace {

QString escaped(const QJsonValue &value)
{
    return value.toString().toHtmlEscaped();
}

QString member(const QJsonValue &object, const char *name)
{
    return object.toObject().value(QLatin1String(name)).toString();
}

/// Puts the page together; each part of the document has its function.
class Page {
public:
    explicit Page(const QJsonObject &contract)
        : m_contract(contract)
    {
    }

    QByteArray whole(const QByteArray &style)
    {
        const QJsonObject info = m_contract.value(u"info").toObject();
        const QString title = escaped(info.value(u"title"));
        m_html =
            QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                           "<meta name=\"viewport\" content=\"width=device-width\"><title>%1"
                           "</title><style>\n%2</style></head><body>\n<h1>%1</h1>\n<p>%3</p>\n"
                           "<p>The same for programs: <a href=\"/openapi.json\">openapi.json</a>"
                           "</p>\n")
                .arg(title, QString::fromUtf8(style), escaped(info.value(u"description")));
        contents();
        for (const QString &tag : tags())
            chapter(tag);
        schemas();
        m_html += QLatin1String("</body></html>\n");
        return m_html.toUtf8();
    }

private:
    struct Operation {
        QString path;
        QString method;
        QJsonObject object;
        [[nodiscard]] QString id() const { return member(object, "operationId").toHtmlEscaped(); }
    };

    [[nodiscard]] QStringList tags() const
    {
        QStringList names;
        for (const QJsonValue &tag : m_contract.value(u"tags").toArray())
            names += member(tag, "name");
        return names;
    }

    [[nodiscard]] QList<Operation> operations(const QString &tag) const
    {
        QList<Operation> result;
        const QJsonObject paths = m_contract.value(u"paths").toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject methods = path->toObject();
            for (const char *method : {"get", "post", "put", "patch", "delete"}) {
                const QJsonObject object = methods.value(QLatin1String(method)).toObject();
                if (object.value(u"tags").toArray().contains(tag))
                    result += {path.key(), QString::fromLatin1(method).toUpper(), object};
            }
        }
        return result;
    }

    /// What a reference within the document stands for; other values as they are.
    [[nodiscard]] QJsonObject resolved(const QJsonValue &value) const
    {
        const QString reference = member(value, "$ref");
        if (!reference.startsWith(u"#/"))
            return value.toObject();
        QJsonValue found = m_contract;
        for (const QString &step : reference.mid(2).split(u'/'))
            found = found.toObject().value(step);
        return found.toObject();
    }

    /// A type in few words, with a link where it has a name.
    [[nodiscard]] QString typeOf(const QJsonValue &schema) const
    {
        if (const QString reference = member(schema, "$ref"); !reference.isEmpty()) {
            const QString name = reference.section(u'/', -1).toHtmlEscaped();
            return QStringLiteral("<a href=\"#schema-%1\">%1</a>").arg(name);
        }
        const QJsonObject object = schema.toObject();
        QStringList choices;
        for (const QJsonValue &choice : object.value(u"anyOf").toArray())
            choices += typeOf(choice);
        if (!choices.isEmpty())
            return choices.join(QLatin1String(" or "));
        QStringList names;
        const QJsonValue type = object.value(u"type");
        for (const QJsonValue &one : type.isArray() ? type.toArray() : QJsonArray{type})
            names += escaped(one);
        QString text = names.join(QLatin1String(" or "));
        if (object.contains(u"items"))
            text += QLatin1String(" of ") + typeOf(object.value(u"items"));
        if (object.contains(u"format"))
            text += QLatin1String(" (") + escaped(object.value(u"format")) + u')';
        QStringList values;
        for (const QJsonValue &value : object.value(u"enum").toArray())
            values += QStringLiteral("<code>%1</code>").arg(escaped(value));
        if (!values.isEmpty())
            text = values.join(QLatin1String(", "));
        for (const char *limit : {"minimum", "maximum", "minLength", "maxLength", "default"}) {
            const QJsonValue value = object.value(QLatin1String(limit));
            if (!value.isUndefined())
                text += QStringLiteral(", %1 %2").arg(
                    QLatin1String(limit), value.toVariant().toString());
        }
        return text;
    }

    void contents()
    {
        m_html += QLatin1String("<nav>");
        for (const QString &tag : tags()) {
            m_html += QStringLiteral("<h4>%1</h4><ul>").arg(tag.toHtmlEscaped());
            for (const Operation &operation : operations(tag)) {
                m_html +=
                    QStringLiteral("<li><a href=\"#%1\"><code>%2 %3</code></a></li>\n")
                        .arg(operation.id(), operation.method, operation.path.toHtmlEscaped());
            }
            m_html += QLatin1String("</ul>\n");
        }
        m_html += QLatin1String("</nav>\n");
    }

    void chapter(const QString &tag)
    {
        m_html += QStringLiteral("<h2>%1</h2>\n").arg(tag.toHtmlEscaped());
        for (const Operation &operation : operations(tag)) {
            const QJsonObject &object = operation.object;
            m_html += QStringLiteral("<section id=\"%1\"><h3><span class=\"method\">%2</span> %3"
                                     "<span class=\"may\">%4</span></h3>\n<p>%5. %6</p>\n")
                          .arg(operation.id(), operation.method, operation.path.toHtmlEscaped(),
                              escaped(object.value(u"x-access")), escaped(object.value(u"summary")),
                              escaped(object.value(u"description")));
            parameters(object);
            content(operation);
            responses(object);
            m_html += QLatin1String("</section>\n");
        }
    }

    void parameters(const QJsonObject &operation)
    {
        const QJsonArray all = operation.value(u"parameters").toArray();
        if (all.isEmpty())
            return;
        m_html +=
            QLatin1String("<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>\n");
        for (const QJsonValue &value : all) {
            const QJsonObject parameter = resolved(value);
            m_html += QStringLiteral(
                "<tr><td><code>%1</code></td><td>%2</td><td>%3</td><td>%4</td></tr>\n")
                          .arg(escaped(parameter.value(u"name")), escaped(parameter.value(u"in")),
                              typeOf(parameter.value(u"schema")),
                              escaped(parameter.value(u"description")));
        }
        m_html += QLatin1String("</table>\n");
    }

    void content(const Operation &operation)
    {
        const QJsonObject kinds =
            operation.object.value(u"requestBody").toObject().value(u"content").toObject();
        for (auto kind = kinds.begin(); kind != kinds.end(); ++kind) {
            const QJsonObject media = kind->toObject();
            m_html += QStringLiteral("<p>Content <code>%1</code>: %2</p>\n")
                          .arg(kind.key().toHtmlEscaped(), typeOf(media.value(u"schema")));
            for (const QJsonValue &example : media.value(u"examples").toObject())
                line(operation, example.toObject().value(u"value").toObject());
        }
        if (kinds.isEmpty())
            line(operation, {});
    }

    /// The request as a line for the shell.
    void line(const Operation &operation, const QJsonObject &content)
    {
        QString path = operation.path;
        for (const QJsonValue &value : operation.object.value(u"parameters").toArray()) {
            const QJsonObject parameter = resolved(value);
            if (member(parameter, "in") == u"path") {
                path.replace(u'{' + member(parameter, "name") + u'}',
                    parameter.value(u"example").toVariant().toString());
            }
        }
        QString text = QStringLiteral("curl -H \"Authorization: Bearer $TOKEN\" ");
        if (operation.method != u"GET")
            text += QLatin1String("-X ") + operation.method + u' ';
        text += QLatin1String("http://localhost:8003") + path;
        if (!content.isEmpty()) {
            QString json = QString::fromUtf8(QJsonDocument(content).toJson(QJsonDocument::Compact));
            text += QLatin1String(" \\\n  -H \"Content-Type: application/json\" -d '")
                + json.replace(u'\'', QLatin1String("'\\''")) + u'\'';
        }
        m_html += QStringLiteral("<pre>%1</pre>\n").arg(text.toHtmlEscaped());
    }

    void responses(const QJsonObject &operation)
    {
        m_html += QLatin1String("<table><tr><th>Answer</th><th></th><th>Content</th></tr>\n");
        const QJsonObject all = operation.value(u"responses").toObject();
        for (auto status = all.begin(); status != all.end(); ++status) {
            const QJsonObject response = resolved(*status);
            QStringList kinds;
            const QJsonObject content = response.value(u"content").toObject();
            for (auto kind = content.begin(); kind != content.end(); ++kind) {
                kinds +=
                    QStringLiteral("<code>%1</code> %2")
                        .arg(kind.key().toHtmlEscaped(), typeOf(kind->toObject().value(u"schema")));
            }
            QStringList codes;
            for (const QJsonValue &code : response.value(u"x-codes").toArray())
                codes += QStringLiteral("<code>%1</code>").arg(escaped(code));
            m_html +=
                QStringLiteral("<tr><td>%1</td><td>%2 %3</td><td>%4</td></tr>\n")
                    .arg(status.key().toHtmlEscaped(), escaped(response.value(u"description")),
                        codes.join(u' '), kinds.join(QLatin1String("<br>")));
        }
        m_html += QLatin1String("</table>\n");
    }

    void schemas()
    {
        m_html += QLatin1String("<h2>Schemas</h2>\n");
        const QJsonObject all =
            m_contract.value(u"components").toObject().value(u"schemas").toObject();
        for (auto schema = all.begin(); schema != all.end(); ++schema) {
            const QJsonObject object = schema->toObject();
            m_html += QStringLiteral("<section id=\"schema-%1\"><h3>%1</h3>\n<p>%2</p>\n<table>\n")
                          .arg(schema.key().toHtmlEscaped(), escaped(object.value(u"description")));
            const QJsonArray required = object.value(u"required").toArray();
            const QJsonObject members = object.value(u"properties").toObject();
            for (auto it = members.begin(); it != members.end(); ++it) {
                m_html += QStringLiteral(
                    "<tr><td><code class=\"%1\">%2</code></td><td>%3</td><td>%4</td></tr>\n")
                              .arg(required.contains(it.key()) ? QLatin1String("must")
                                                               : QLatin1String("may-be"),
                                  it.key().toHtmlEscaped(), typeOf(*it),
                                  escaped(it->toObject().value(u"description")));
            }
            m_html += QLatin1String("</table></section>\n");
        }
    }

    const QJsonObject m_contract;
    QString m_html;
};

} // namespace

QByteArray contractPage(const QJsonObject &contract, const QByteArray &style)
{
    return Page(contract).whole(style);
}

} // namespace digidig::rest
